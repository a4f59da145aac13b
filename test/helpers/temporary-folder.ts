import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that is removed at the end of its scope (`using`), or by `remove()`. */
export function temporaryFolder(): { readonly path: string; remove(): void } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'pinwatch-test-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose]: remove };
}
