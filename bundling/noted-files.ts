import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What bundles were made of and what came of it: files below the root of the repository, with hashes of their content. */
interface Noted {
  readonly [file: string]: string;
}

/** Notes what was bundled, so that it need not be bundled again. */
export function noteFiles(note: string, root: string, files: Iterable<string>): void {
  const noted = Object.fromEntries([...new Set(files)].sort().map((file) => [file, hashOf(join(root, file))]));
  writeFileSync(note, `${JSON.stringify(noted, undefined, 1)}\n`);
}

/** Whether everything that was noted is as it was, and all that is needed was noted. */
export function areUnchanged(note: string, root: string, needed: readonly string[]): boolean {
  if (!existsSync(note)) return false;
  const noted = JSON.parse(readFileSync(note, 'utf8')) as Noted;
  if (needed.some((file) => noted[file] === undefined)) return false;
  return Object.entries(noted).every(([file, hash]) => hashOf(join(root, file)) === hash);
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64url');
  } catch {
    return undefined; // it is gone
  }
}
