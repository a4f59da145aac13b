import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../lib/domain/run/sample.ts';
import { writeRecording } from '../../lib/recordings/files/write-recording.ts';
import { decodeSamples } from '../../lib/stores/sample-lines.ts';
import { failedSample, sample } from '../contract/stored-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const samples = [sample('run-1', 'story-07', 1), failedSample('run-1', 'story-07', 0), sample('run-2', 'reply-01', 0)];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('a recording', () => {
  it('has one sample a line, in the order given', async () => {
    const file = join(folder.path, 'out.jsonl');
    expect(await writeRecording(file, samples)).toBe(3);
    expect(decodeSamples(readFileSync(file), file)).toEqual(samples);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is packed when its name ends in .gz, from any source', async () => {
    const file = join(folder.path, 'out.jsonl.gz');
    async function* later() {
      yield* samples;
    }
    expect(await writeRecording(file, later())).toBe(3);
    expect(decodeSamples(gunzipSync(readFileSync(file)), file)).toEqual(samples);
  });

  it('may be empty', async () => {
    const file = join(folder.path, 'out.jsonl');
    expect(await writeRecording(file, [])).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('leaves the one that was there, and nothing half-written, when its source fails', async () => {
    const file = join(folder.path, 'out.jsonl');
    writeFileSync(file, 'as it was');
    function* failing(): Generator<Sample> {
      yield sample('run-1', 'reply-01', 0);
      throw new Error('the source failed');
    }
    await expect(writeRecording(file, failing())).rejects.toThrow('the source failed');
    expect(readdirSync(folder.path)).toEqual(['out.jsonl']);
    expect(readFileSync(file, 'utf8')).toBe('as it was');
  });

  it.each([
    ['out.json', 'expected a name that ends in .jsonl or .jsonl.gz'],
    ['missing/out.jsonl', 'expected a file that can be written, got a folder that does not exist'],
    ['taken.jsonl', 'expected a file that can be written, got a folder'],
  ])('to %s is refused in one line', async (name, what) => {
    mkdirSync(join(folder.path, 'taken.jsonl'));
    const where = join(folder.path, name);
    await expect(writeRecording(where, samples)).rejects.toMatchObject({
      name: 'ConfigError',
      problems: [{ where, what }],
    });
    expect(readdirSync(folder.path)).toEqual(['taken.jsonl']);
  });
});
