import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run mutation -- ROOM [FILE…] [--tests ROOM,…]`: plants one small fault after the other in the files of a room (all of
 * `lib/ROOM`, if none are named), runs the tests of `test/ROOM` that reach it, and prints what no test noticed.
 *
 * A room takes from minutes to hours on one core. The mutation tester is installed into this folder at its first use.
 */
const root = resolve(import.meta.dirname, '../..');
const tester = join(import.meta.dirname, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { tests: { type: 'string' } } });
const [room = '', ...named] = positionals;
const files = named.length > 0 ? named : globSync(`lib/${room}/**/*.ts`, { cwd: root });

if (room === '' || files.length === 0 || !files.every((file) => existsSync(join(root, file)))) {
  console.error('expected a room of lib/ (stats, drift, monitor, stores) and, if not all of it is meant, its files');
  process.exitCode = 2;
} else {
  // The project's own vitest is used: its tests and the tester have to share one.
  if (!existsSync(tester))
    start('npm', ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], import.meta.dirname);
  const config = join(import.meta.dirname, 'stryker.config.json');
  start(process.execPath, [tester, 'run', config, '--mutate', files.join(',')], root);
}

function start(command: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, MUTATED_ROOMS: values.tests ?? room };
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
