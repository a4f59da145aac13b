import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { clopperPearson } from '../../lib/stats/clopper-pearson.ts';
import { mutantsOf, rangesOf, sampleOf, writeNames } from './sample.ts';

/**
 * `npm run mutation -- ROOM [FILE…] [--tests ROOM-OR-FILE,…] [--sample N [--seed TEXT]]`: plants one small fault after the other in
 * the files of a room (all of `lib/ROOM`, if none are named), runs the tests of `test/ROOM` that reach it, or those that are named,
 * and prints what no test noticed.
 *
 * Of a sample the score is given with an interval that holds the score of all mutants with 95 %, and so often the same seed gives the
 * same sample. A room takes from minutes to hours on one core. The mutation tester is installed into this folder at its first use.
 */
const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'coverage/mutation');
const report = join(folder, 'report.json');
const tester = join(import.meta.dirname, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string' }, sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const [room = '', ...named] = positionals;
const files = named.length > 0 ? named : globSync(`lib/${room}/**/*.ts`, { cwd: root });
const size = Number(values.sample ?? Number.POSITIVE_INFINITY);

if (room === '' || files.length === 0 || !files.every((file) => existsSync(join(root, file))) || !(size >= 1)) {
  console.error(
    'expected a room of lib/ (stats, drift, monitor, stores), if not all of it is meant its files, --sample N',
  );
  process.exitCode = 2;
} else {
  // The project's own vitest is used: its tests and the tester have to share one.
  if (!existsSync(tester))
    start('npm', ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], import.meta.dirname);
  const tests = values.tests ?? room;
  if (size === Number.POSITIVE_INFINITY) plant(files.join(','), tests);
  else plantSome(tests);
  printScore();
}

/** Lists all mutants first, of which none is run. */
function plantSome(tests: string): void {
  plantThese([], files.join(','), 'mutation/reaches-nothing.ts');
  const sample = sampleOf(mutantsOf(report), size, values.seed);
  plantThese(sample, rangesOf(sample), tests);
}

function plantThese(sample: Parameters<typeof writeNames>[1], where: string, tests: string): void {
  process.env.MUTATION_SAMPLE = join(folder, 'sample.json');
  mkdirSync(folder, { recursive: true });
  writeNames(process.env.MUTATION_SAMPLE, sample);
  const plugins = `@stryker-mutator/*,${join(import.meta.dirname, 'only-sampled.ts')}`;
  plant(where, tests, ['--plugins', plugins, '--checkers', 'only-sampled']);
}

function plant(where: string, tests: string, more: readonly string[] = []): void {
  process.env.MUTATED_ROOMS = tests;
  const config = join(import.meta.dirname, 'stryker.config.json');
  start(process.execPath, [tester, 'run', config, '--mutate', where, ...more], root);
}

function printScore(): void {
  const statuses = mutantsOf(report).map(({ status }) => status);
  const planted = statuses.filter((status) => !['CompileError', 'Ignored', 'RuntimeError'].includes(status)).length;
  const killed = statuses.filter((status) => status === 'Killed' || status === 'Timeout').length;
  if (planted === 0) return;
  const { estimate, low, high } = clopperPearson(killed, planted);
  const [score, least, most] = [estimate, low, high].map((share) => (100 * share).toFixed(1));
  const interval = values.sample === undefined ? '' : `, of all mutants ${least} to ${most} % with 95 % confidence`;
  console.log(`${killed} of ${planted} mutants were killed: ${score} %${interval}`);
}

function start(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
