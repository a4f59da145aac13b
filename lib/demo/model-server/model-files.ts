import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `tiny-model/` of this package: beside `lib/` in a checkout, beside `dist/` once installed. */
export function modelDirectory(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'tiny-model');
    if (existsSync(join(candidate, 'pinned.q8_0.gguf'))) return candidate;
  }
  throw new Error(`expected the folder tiny-model above ${start}, it is not part of this installation`);
}
