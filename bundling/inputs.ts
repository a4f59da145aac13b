import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bundle was made of: each file below the root of the repository, with a hash of its content. */
interface Inputs {
  readonly [file: string]: string;
}

/** Notes what was bundled, so that it need not be bundled again. */
export function noteInputs(note: string, root: string, files: Iterable<string>): void {
  const inputs = Object.fromEntries([...new Set(files)].sort().map((file) => [file, hashOf(join(root, file))]));
  writeFileSync(note, `${JSON.stringify(inputs, undefined, 1)}\n`);
}

/** Whether everything that went into a bundle is as it was, and nothing that has to be there is new. */
export function areUnchanged(note: string, root: string, needed: readonly string[]): boolean {
  if (!existsSync(note)) return false;
  const inputs = JSON.parse(readFileSync(note, 'utf8')) as Inputs;
  if (needed.some((file) => inputs[file] === undefined)) return false;
  return Object.entries(inputs).every(([file, hash]) => hashOf(join(root, file)) === hash);
}

function hashOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64url');
  } catch {
    return undefined; // it is gone
  }
}
