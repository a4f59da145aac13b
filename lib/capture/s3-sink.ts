import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ExchangeSink } from './sink.ts';

const pack = promisify(gzip);

export interface S3SinkOptions {
  /** An `S3Client` of yours: its credentials, region and retries are what counts. It needs `s3:PutObject` below the prefix. */
  readonly client: { send(command: never): Promise<unknown> };
  readonly bucket: string;
  /** What keys begin with. @default 'pinwatch/exchanges/' */
  readonly prefix?: string;
  /** Exchanges in an object at most. @default 500 */
  readonly maxEntries?: number;
  /** How long an object is waited for to fill; `flush()` of the recording fetch waits no longer. @default 60,000 */
  readonly maxWaitMs?: number;
}

/**
 * Puts exchanges into objects of packed JSON Lines: `PREFIXyyyy/mm/dd/hh/TIME-UUID.jsonl.gz`, UTC.
 *
 * @example
 * const sink = s3Sink({ client: new S3Client({}), bucket: 'recordings-of-support' });
 * const fetch = recordingFetch({ sink });
 */
export function s3Sink(options: S3SinkOptions): ExchangeSink {
  const { client, bucket, prefix = 'pinwatch/exchanges/', maxEntries = 500, maxWaitMs = 60_000 } = options;
  return {
    batching: { maxEntries, maxWaitMs },
    async write(batch) {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3'); // only who uses it pays for loading it
      const now = new Date().toISOString();
      const hour = now.slice(0, 13).replaceAll(/[-T]/g, '/');
      const lines = batch.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
      const put = new PutObjectCommand({
        Bucket: bucket,
        Key: `${prefix}${hour}/${now.replaceAll(/[-:.]/g, '')}-${randomUUID()}.jsonl.gz`,
        Body: await pack(lines),
        ContentType: 'application/gzip',
      });
      await client.send(put as never);
    },
  };
}
