import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The most that is read of a file, or unpacked from it: prompts are shorter, and a bomb must not fill the memory. */
const mostBytes = 64 * 2 ** 20;

/** Reads a file that an imported one names, from where that one stands; undefined if it cannot be read. */
export function readBeside(file: string, path: string): string | undefined {
  try {
    const named = resolve(dirname(file), path);
    if (statSync(named).size > mostBytes) return undefined;
    const bytes = readFileSync(named);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (packed ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

/** Files that match a glob pattern, from where the imported file stands, by name. */
export function listBeside(file: string, pattern: string): readonly string[] {
  const folder = dirname(file);
  return globSync(pattern, { cwd: folder })
    .filter((path) => statSync(resolve(folder, path)).isFile())
    .map((path) => relative(folder, resolve(folder, path)).split(sep).join('/'))
    .sort();
}
