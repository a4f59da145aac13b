import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../lib/capture/exchange.ts';
import { fileSink } from '../../lib/capture/file-sink.ts';
import { recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { s3Sink } from '../../lib/capture/s3-sink.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const exchange = (id: string): Exchange => ({
  schema: 'exchange/1',
  kind: 'tool',
  id,
  at: '2026-11-22T09:00:00.000Z',
  latencyMs: 1,
  name: 'a',
});

describe('the file sink', () => {
  it('appends lines, begins the next file when one is full, and removes the oldest', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'deep', 'down');
    const sink = fileSink({ folder: path, maxFileBytes: 150, maxFiles: 2 });
    for (let i = 0; i < 7; i++) await sink.write([exchange(`e${i}`)]);
    const files = readdirSync(path).sort();
    const ids = files.map((name) =>
      readFileSync(join(path, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Exchange).id),
    );
    expect(ids).toEqual([['e4', 'e5'], ['e6']]);
    expect(statSync(join(path, files[0] as string)).mode & 0o077).toBe(0);
  });

  it('leaves files alone that are not its own', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'exchanges-mine.jsonl'), '');
    const sink = fileSink({ folder: folder.path, maxFileBytes: 1, maxFiles: 1 });
    for (let i = 0; i < 3; i++) await sink.write([exchange(`e${i}`)]);
    expect(readdirSync(folder.path)).toHaveLength(2);
  });
});

describe('the S3 sink', () => {
  it('puts a packed object when a batch is full or somebody flushes, through the client it was given', async () => {
    const objects: { path: string; ids: string[] }[] = [];
    const client = new S3Client({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      forcePathStyle: true,
      requestHandler: {
        async handle(request: { path: string; body: Uint8Array }) {
          const lines = gunzipSync(request.body).toString().trimEnd().split('\n');
          objects.push({ path: request.path, ids: lines.map((line) => JSON.parse(line).request.body) });
          return { response: { statusCode: 200, headers: {}, body: undefined } };
        },
      } as never,
    });
    const fetch = recordingFetch({
      sink: s3Sink({ client, bucket: 'recordings', prefix: 'own/', maxEntries: 2 }),
      fetch: async () => new Response('{}'),
    });
    for (const body of ['1', '2', '3'])
      await (await fetch('http://localhost/v1/messages', { method: 'POST', body })).text();
    const began = performance.now();
    await fetch.flush();
    expect(performance.now() - began).toBeLessThan(5000); // and not the minute that it may wait
    expect(objects.map(({ ids }) => ids)).toEqual([['1', '2'], ['3']]);
    for (const { path } of objects)
      expect(path).toMatch(/^\/recordings\/own\/\d{4}\/\d\d\/\d\d\/\d\d\/\d{8}T\d{9}Z-[0-9a-f-]{36}\.jsonl\.gz$/);
    expect(fetch.counts).toMatchObject({ recorded: 3, failed: 0 });
  });
});
