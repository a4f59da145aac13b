import { appendFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExchangeSink } from './sink.ts';

export interface FileSinkOptions {
  /** Folder of the recordings; made if it is not there. */
  readonly folder: string;
  /** Size at which the next file is begun. @default 64 MiB */
  readonly maxFileBytes?: number;
  /** The oldest files beyond so many are removed, those of other processes too. @default 32 */
  readonly maxFiles?: number;
}

const ours = /^exchanges-\d{8}T\d{9}Z-\d+-\d+\.jsonl$/;

/**
 * Appends exchanges to JSON Lines files in a folder: `exchanges-TIME-PID-N.jsonl`, in the order of their names. Several
 * processes may write to one folder. Only their owner may read the files: prompts and answers are customer data.
 *
 * @example
 * const sink = fileSink({ folder: 'recordings', maxFiles: 8 }); // half a gigabyte at most
 * const fetch = recordingFetch({ sink });
 */
export function fileSink({ folder, maxFileBytes = 64 * 2 ** 20, maxFiles = 32 }: FileSinkOptions): ExchangeSink {
  const startedAt = new Date().toISOString().replaceAll(/[-:.]/g, '');
  let number = 0;
  let bytes = Number.POSITIVE_INFINITY; // the first file is begun with the first batch
  let file = '';

  const begin = async () => {
    await mkdir(folder, { recursive: true });
    await removeOldest(folder, maxFiles - 1);
    const next = String(++number).padStart(6, '0');
    file = join(folder, `exchanges-${startedAt}-${process.pid}-${next}.jsonl`);
    bytes = 0;
  };
  return {
    async write(batch) {
      if (bytes >= maxFileBytes) await begin();
      const lines = Buffer.from(batch.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
      await appendFile(file, lines, { mode: 0o600 });
      bytes += lines.length;
    },
  };
}

async function removeOldest(folder: string, keep: number): Promise<void> {
  const files = (await readdir(folder)).filter((name) => ours.test(name)).sort();
  for (const name of files.slice(0, Math.max(0, files.length - keep))) await rm(join(folder, name), { force: true });
}
