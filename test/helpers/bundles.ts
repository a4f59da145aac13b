import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const lock = join(root, 'lambdas/.bundling-for-tests');
const mostWaits = 240;

/** Where handlers are bundled, each in a folder of its own. */
export const bundlesFolder = join(root, 'lambdas/dist');

/** Bundles the handlers unless nothing of them has changed. Tests run at the same time: one of them does it. */
export function bundleHandlers(): void {
  for (let waits = 0; !locked(bundle); waits++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    if (waits > mostWaits) throw new Error(`somebody else has been bundling for minutes; if not so, remove ${lock}`);
  }
}

function bundle(): void {
  const { status, stderr } = spawnSync(process.execPath, ['bundle.ts'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run bundle failed\n${stderr}`);
}

/** Whether it was done; not when somebody else holds the lock. */
function locked(work: () => void): boolean {
  try {
    mkdirSync(lock);
  } catch {
    return false;
  }
  try {
    work();
  } finally {
    rmdirSync(lock);
  }
  return true;
}
