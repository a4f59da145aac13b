import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Bundles the handlers if there are no bundles: constructs ship them, whatever is in them. */
export function bundleHandlers(): void {
  if (existsSync(join(root, 'dist/handlers/replay-bedrock/index.mjs'))) return;
  const { status, stderr } = spawnSync(process.execPath, ['bundle.ts'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run bundle failed\n${stderr}`);
}
