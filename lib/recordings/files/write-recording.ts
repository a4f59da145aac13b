import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ConfigError } from '../../domain/errors.ts';
import { fileFailure } from '../../domain/file-failure.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { sampleLine } from '../../stores/sample-lines.ts';

/**
 * Writes samples as a recording in the interchange format, in the order they come; packed if the name ends so. The file
 * appears when it is whole, in the place of one that was there: a failure leaves everything as it was. Memory does not
 * grow with the number of samples. Only its owner may read it: completions are customer data.
 *
 * @param file ends in `.jsonl` or `.jsonl.gz`; its folder exists.
 * @returns samples written.
 * @throws {ConfigError} for another ending, or a place that cannot be written.
 */
export async function writeRecording(file: string, samples: Iterable<Sample> | AsyncIterable<Sample>): Promise<number> {
  if (!/\.jsonl(\.gz)?$/.test(file))
    throw new ConfigError([{ where: file, what: 'expected a name that ends in .jsonl or .jsonl.gz' }]);

  let written = 0;
  async function* lines() {
    for await (const sample of samples) {
      yield `${sampleLine(inFormat(sample))}\n`;
      written++;
    }
  }

  const partial = join(dirname(file), `.${basename(file)}.${randomUUID()}.partial`);
  const packed = file.endsWith('.gz') ? [createGzip()] : [];
  try {
    await pipeline([
      Readable.from(lines()),
      ...packed,
      createWriteStream(partial, { flags: 'wx', flush: true, mode: 0o600 }),
    ]);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFailure(file, 'a file that can be written', error);
  }
  return written;
}

/** The format wants a text and a finish reason of every completed draw; they are empty where the provider gave none. */
function inFormat(sample: Sample): Sample {
  if (sample.error !== undefined || (sample.text !== undefined && sample.finishReason !== undefined)) return sample;
  return { ...sample, text: sample.text ?? '', finishReason: sample.finishReason ?? '' };
}
