import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenFile } from '../domain/golden/golden-file.ts';
import type { LoadedProject } from '../project/load-project.ts';

/** Where the sharp goldens of an endpoint stand, in the folder of goldens. */
export function sharpFile({ goldensFolder }: Pick<LoadedProject, 'goldensFolder'>, endpoint: string): string {
  return join(goldensFolder, 'sharp', `${endpoint}.jsonl`);
}

/**
 * Before anything is sent: nothing is written over that was not to be drawn anew, and what is drawn anew stands where it will be
 * written, or its goldens would stand in two files.
 *
 * @param again whether sharp goldens are drawn anew.
 * @throws {ConfigError}
 */
export function requireWritable(
  file: string,
  { endpoint, again }: { readonly endpoint: string; readonly again: boolean },
  { goldens }: Pick<LoadedProject, 'goldens'>,
): void {
  const earlier = goldens.filter(({ golden }) => golden.sharp?.endpoint === endpoint);
  const elsewhere = earlier.find(({ place }) => resolve(place([]).replace(/:\d+:\d+$/, '')) !== resolve(file));
  if (elsewhere !== undefined)
    throw new ConfigError([
      {
        where: elsewhere.place(['id']),
        what: `expected sharp goldens of ${endpoint} in ${file} only, got one here: move it there`,
      },
    ]);
  if (existsSync(file) && !again)
    throw new ConfigError([
      { where: file, what: 'expected no sharp goldens of this endpoint yet; --again draws them anew' },
    ]);
}

/** Writes sharp goldens, one a line, in place of those that were there; all of them or nothing. */
export function writeSharpGoldens(file: string, goldens: readonly GoldenFile[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const lines = goldens.map(({ id, api, provenance, body, sharp }) =>
    JSON.stringify({ id, api, provenance, body, sharp }),
  );
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  writeFileSync(beside, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(beside, file);
}
