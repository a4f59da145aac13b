import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { clopperPearson } from '../../lib/stats/clopper-pearson.ts';
import { originalOf, refusedOf } from './refused.ts';
import { type Found, mutantsOf, nameOf, rangesOf, sampleOf, writeNames } from './sample.ts';

/**
 * `npm run mutation -- ROOM [FILE…] [--tests ROOM-OR-FILE,…] [--also ROOM-OR-FILE,…] [--sample N [--seed TEXT]]`: plants one small
 * fault after the other in the files of a room (all of `lib/ROOM`, if none are named), runs the tests of `test/ROOM` that reach it, or
 * those that are named, and prints what no test noticed. What they did not notice is planted once more for the tests of `--also`,
 * which are slower, and what neither noticed is shown to the compiler. The survivors are listed in `coverage/mutation/survivors.txt`.
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
  options: {
    tests: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    also: { type: 'string' },
  },
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
  judge();
}

/** Lists all mutants first, of which none is run. */
function plantSome(tests: string): void {
  plantThese([], files.join(','), 'mutation/reaches-nothing.ts');
  const sample = sampleOf(mutantsOf(report), size, values.seed);
  plantThese(sample, rangesOf(sample), tests);
}

function plantThese(sample: readonly Found[], where: string, tests: string): void {
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

/** What the tests did not notice, others and the compiler may. */
function judge(): void {
  const planted = mutantsOf(report).filter(
    ({ status }) => !['CompileError', 'Ignored', 'RuntimeError'].includes(status),
  );
  if (planted.length === 0) return;
  let left = planted.filter(survives);
  print(planted.length - left.length, planted.length, 'were killed by the tests');
  if (values.also !== undefined && left.length > 0) {
    plantThese(left, rangesOf(left), values.also);
    left = mutantsOf(report).filter(survives);
    print(planted.length - left.length, planted.length, `were killed by them or by ${values.also}`);
  }
  const refused = refusedOf(left, root, folder);
  left = left.filter((mutant) => !refused.has(nameOf(mutant.file, mutant)));
  print(planted.length - left.length, planted.length, 'were killed, or refused by the compiler');
  const list = left.map((mutant) => {
    const { file, location, status, replacement } = mutant;
    const unreached = status === 'NoCoverage' ? ' (reached by none)' : '';
    return `${file}:${location.start.line}:${location.start.column}${unreached}\n- ${originalOf(mutant, root)}\n+ ${replacement}\n`;
  });
  writeFileSync(join(folder, 'survivors.txt'), list.join('\n'));
}

function survives({ status }: Found): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

function print(killed: number, planted: number, what: string): void {
  const { estimate, low, high } = clopperPearson(killed, planted);
  const [score, least, most] = [estimate, low, high].map((share) => (100 * share).toFixed(1));
  const interval = values.sample === undefined ? '' : `, of all mutants ${least} to ${most} % with 95 % confidence`;
  console.log(`${killed} of ${planted} mutants ${what}: ${score} %${interval}`);
}

function start(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
