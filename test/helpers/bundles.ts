import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const sources = ['lambdas', 'lib', 'bundling', 'bundle.ts', 'package-lock.json'];
const lock = join(root, 'dist/.bundling');
const mostWaits = 240;

/** Bundles the handlers unless that was done since their sources changed. Tests run at the same time: one of them does it. */
export function bundleHandlers(): void {
  for (let waits = 0; !areBundled(); waits++) {
    if (!locked(bundle)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    if (waits > mostWaits) throw new Error(`somebody else has been bundling for minutes; if not so, remove ${lock}`);
  }
}

function bundle(): void {
  if (areBundled()) return;
  const { status, stderr } = spawnSync(process.execPath, ['bundle.ts'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run bundle failed\n${stderr}`);
}

/** Whether it was done; not when somebody else holds the lock. */
function locked(work: () => void): boolean {
  mkdirSync(join(root, 'dist'), { recursive: true });
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

function areBundled(): boolean {
  const bundles = readdirSync(join(root, 'lambdas')).map((file) => file.replace('.ts', '/index.mjs'));
  const paths = bundles.map((bundle) => join(root, 'dist/handlers', bundle));
  if (!paths.every((path) => existsSync(path))) return false;
  return Math.min(...paths.map(changedAt)) > Math.max(...sources.map((source) => newestIn(join(root, source))));
}

function newestIn(path: string): number {
  const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return Math.max(changedAt(path), ...inside.map((file) => changedAt(join(path, file))));
}

function changedAt(path: string): number {
  return statSync(path).mtimeMs;
}
