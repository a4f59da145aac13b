import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../lib/domain/random.ts';
import type { RunPlan } from '../../lib/domain/run/run.ts';
import { judgeRun } from '../../lib/monitor/judge/judge-run.ts';
import { sampleLine } from '../../lib/stores/sample-lines.ts';
import { openLocalStores } from '../../lib/stores/sqlite/open-local-stores.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const letters = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'sigma', 'theta', 'kappa', 'lambda', 'rho'];

/**
 * The most memory that judging one large run takes, in a process of its own, beside what the same process takes for a run of
 * 100 draws. `npm run bench -- run-memory [--goldens 1000] [--repetitions 100] [--words 40] [--runs 2] [--again]`.
 *
 * With `--again` the detector's state is lost before every run but the first, so that the runs before are learned again.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const number = (value: number) => ({ type: 'string', default: String(value) }) as const;
  const options = { goldens: number(1000), repetitions: number(100), words: number(40), runs: number(2) };
  const { values } = parseArgs({
    args: [...args],
    options: { ...options, again: { type: 'boolean', default: false } },
  });
  const [goldens, repetitions] = [Number(values.goldens), Number(values.repetitions)];
  const sizes = [
    [10, 10],
    [goldens, repetitions],
  ] as const;
  for (const [many, each] of sizes) {
    using folder = temporaryFolder();
    for (let i = 0; i < Number(values.runs); i++) await storeRun(folder.path, i, many, each, Number(values.words));
    for (let i = 0; i < Number(values.runs); i++) {
      if (values.again) loseState(folder.path);
      const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, folder.path, idOf(i)]);
      console.log(`run ${i + 1} of ${many * each} draws: ${stdout.toString().trim()}${stderr}`);
    }
  }
}

export function idOf(number: number): string {
  return `2026010${number + 1}T000000000Z-support`;
}

/** Stores a sealed run, `i` of several, without drawing it. */
export async function storeRun(folder: string, i: number, goldens: number, repetitions: number, words: number) {
  using stores = openLocalStores(folder);
  const random = seededRandom(`run ${i}`);
  const [run, at] = [idOf(i), `2026-01-0${i + 1}T00:00:00.000Z`];
  const tasks = Array.from({ length: goldens * repetitions }, (_, n) => ({
    ...{ golden: `golden-${String(Math.floor(n / repetitions)).padStart(6, '0')}`, goldenVersion: 'v1' },
    repetition: n % repetitions,
  }));
  const plan: RunPlan = { run, endpoint: 'support', epoch: 1, plannedAt: at, seed: run, tasks };
  await stores.runs.open(plan);
  const database = new DatabaseSync(join(folder, 'history.sqlite'));
  const insert = database.prepare('INSERT INTO open_samples (run, golden, repetition, sample) VALUES (?, ?, ?, ?)');
  database.exec('BEGIN');
  for (const task of tasks) {
    const text = Array.from({ length: words }, () => letters[Math.floor(10 * random() ** 2)]).join(' ');
    const call = {
      model: 'pinned-1',
      latencyMs: 1200,
      attempts: 1,
      requestId: `req-${task.golden}-${task.repetition}`,
    };
    const tokens = { inputTokens: 20, outputTokens: words };
    const sample = { run, at, endpoint: 'support', ...task, text, finishReason: 'stop', ...tokens, ...call };
    insert.run(run, task.golden, task.repetition, sampleLine(sample));
  }
  database.exec('COMMIT');
  database.close();
  await stores.runs.close(run, { status: 'finished', finishedAt: at });
}

/** As a function of the project has it. */
export const judging = { threshold: 300, baselineRuns: 24, salt: 'support', effectFloor: 0.05 };

/** As if it were damaged, or of another version. */
export function loseState(folder: string): void {
  const database = new DatabaseSync(join(folder, 'history.sqlite'));
  database.exec('DELETE FROM detectors');
  database.close();
}

async function judgeHere(folder: string, run: string): Promise<void> {
  using stores = openLocalStores(folder);
  const record = await stores.runs.get(run);
  if (record === undefined) throw new Error(`run ${run} was not stored`);
  const began = performance.now();
  const { verdict } = await judgeRun(record, judging, { stores });
  const [, peak = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`at most ${Math.round(Number(peak) / 1024)} MiB, ${seconds} s, ${verdict.kind}`);
}

const [, file, folder, id] = process.argv;
if (file === import.meta.filename) await judgeHere(String(folder), String(id));
