import { randomUUID } from 'node:crypto';
import { closeSync, createWriteStream, lstatSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ConfigError } from '../domain/errors.ts';
import { fileFailure } from '../domain/file-failure.ts';

/**
 * Writes a file that holds customer data: readable by its owner only, also where the folder is open to others or an open
 * file stood there before. It appears when it is whole, and takes the place of a link instead of following it. Packed if
 * its name ends in `.gz`. Something that is no file, e.g. `/dev/null`, is written to as it is.
 *
 * @param file a relative path must not lead out of the working directory by a link.
 * @throws {ConfigError} if it cannot be written there.
 */
export async function writePrivately(file: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const packed = file.endsWith('.gz') ? [createGzip()] : [];
  await replacePrivately(file, async (partial) => {
    const options = isSpecial(partial) ? {} : { flush: true };
    await pipeline([Readable.from(chunks), ...packed, createWriteStream(partial, options)]);
  });
}

/** The same for whatever writes files itself: it is given the name of an empty file, which takes its place when it is whole. */
export async function replacePrivately(file: string, write: (partial: string) => Promise<void>): Promise<void> {
  refuseLinksOut(file);
  const isThere = isSpecial(file);
  const partial = isThere ? file : join(dirname(file), `.${basename(file)}.${randomUUID()}.partial`);
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true, mode: 0o700 });
    if (!isThere) closeSync(openSync(partial, 'wx', 0o600));
    await write(partial);
    if (!isThere) await rename(partial, file);
  } catch (error) {
    if (!isThere) await rm(partial, { force: true });
    throw fileFailure(file, 'a file that can be written', error);
  }
}

/** A device or a pipe, perhaps by a link: nothing takes its place. */
function isSpecial(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile();
}

/** A folder of a checkout may be a link that somebody else made: what is written there must not land elsewhere. */
function refuseLinksOut(file: string): void {
  if (isAbsolute(file) || file.split(sep).includes('..')) return; // said by whoever runs the command
  const here = realpathSync('.');
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    const target = statSync(folder, { throwIfNoEntry: false }) === undefined ? undefined : realpathSync(folder);
    if (target !== undefined && !relative(here, target).startsWith('..')) continue;
    const what = `expected a folder, got a link that leads elsewhere${target === undefined ? '' : `, to ${target}`}: name that with --output if it is meant`;
    throw new ConfigError([{ where: folder, what }]);
  }
}
