import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { fileFailure } from '../domain/file-failure.ts';
import { decode, encode } from '../stores/stored-json.ts';

/** What is remembered of targets, one entry each. */
export interface TargetStore<Entry> {
  get(target: string): Promise<Entry | undefined>;
  put(entry: Entry): Promise<void>;
}

/**
 * Remembers one entry a target in one JSON file, written whole. It is a cache: deleting it costs a question each, and two
 * processes that write at once lose an entry of one of them.
 *
 * @param schema names what is in the file and its version, e.g. `capabilities/1`.
 * @throws {StoreError} from `get` and `put` if the file is not what was written.
 */
export function targetFile<Entry extends { readonly target: string }>(
  path: string,
  schema: string,
  entry: z.ZodType<Entry>,
): TargetStore<Entry> {
  const File = z.strictObject({ schema: z.literal(schema), entries: z.array(entry) });
  const all = async (): Promise<readonly Entry[]> => {
    try {
      return decode(File, await readFile(path, 'utf8'), path).entries;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fileFailure(path, 'a file that can be read', error);
    }
  };
  const write = async (added: Entry) => {
    const others = (await all()).filter(({ target }) => target !== added.target);
    const text = encode(File, { schema, entries: [...others, added] }, path);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 }); // the data folder: for its owner only
      const whole = `${path}.${process.pid}.new`;
      await writeFile(whole, text);
      await rename(whole, path); // a reader sees the old file or the new one
    } catch (error) {
      throw fileFailure(path, 'a file that can be written', error);
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    get: async (target) => (await all()).find((known) => known.target === target),
    put(added) {
      const written = last.then(() => write(added)); // endpoints ask at once: each must see what the others wrote
      last = written.catch(() => undefined);
      return written;
    },
  };
}
