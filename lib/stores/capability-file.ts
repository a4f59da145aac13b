import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { Capabilities } from '../domain/capabilities.ts';
import type { CapabilityStore } from '../usecases/ports.ts';
import { fileFailure } from './file-failure.ts';
import { decode, encode } from './stored-json.ts';

const File = z.strictObject({ schema: z.literal('capabilities/1'), probed: z.array(Capabilities) });

/**
 * Remembers probes in one JSON file, written whole. It is a cache: deleting it costs a probe each, and two writers at
 * once lose one of their probes.
 *
 * @throws {StoreError} from `get` and `put` if the file is not what was written.
 */
export function capabilityFile(path: string): CapabilityStore {
  const all = async () => {
    try {
      return decode(File, await readFile(path, 'utf8'), path).probed;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fileFailure(path, 'a file that can be read', error);
    }
  };
  return {
    get: async (target) => (await all()).find((known) => known.target === target),
    async put(capabilities) {
      const others = (await all()).filter(({ target }) => target !== capabilities.target);
      const text = encode(File, { schema: 'capabilities/1', probed: [...others, capabilities] }, path);
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.new`, text);
        await rename(`${path}.new`, path); // a reader sees the old file or the new one
      } catch (error) {
        throw fileFailure(path, 'a file that can be written', error);
      }
    },
  };
}
