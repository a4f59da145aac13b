import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { backtest } from '../../lib/recordings/backtest.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { binomialCoefficient } from '../../lib/stats/labellings.ts';
import { systemClock } from '../../lib/system/clock.ts';

const thresholds = [365, 8760, 876_000];
const falseAlarmThresholds = [20, 50, 100, 365];
/** False alarms are rare and come in clusters: they are counted over more orders than delays need. */
const ordersForFalseAlarms = 5;

/**
 * Delays of every changed recording beside the fewest runs that any method needs, and false alarms beside the promise:
 * `npm run bench -- detector [FOLDER] [SHUFFLES] [BASELINE RUNS] [text|logprobs]`. FOLDER holds `temperature-…` folders
 * of recorded runs with a `null` in each; the small part of lab-a that the tests use if left out.
 */
export async function run(args: readonly string[]): Promise<void> {
  const folder = resolve(args[0] || join(import.meta.dirname, '../fixtures/lab-a'));
  const shuffles = Number(args[1] ?? 9);
  const baselineRuns = Number(args[2] ?? 40);
  const channels = args[3] === undefined ? undefined : ([args[3]] as ('text' | 'logprobs')[]);
  for (const temperature of readdirSync(folder).filter((name) => name.startsWith('temperature-'))) {
    const files = readdirSync(join(folder, temperature)).filter((name) => /\.jsonl(\.gz)?$/.test(name));
    const baseline = files.find((name) => name.startsWith('null.'));
    if (baseline === undefined || !existsSync(join(folder, temperature, baseline))) continue;
    const path = (name: string) => join(folder, temperature, name);
    const common = { baseline: path(baseline), baselineRuns, shuffles, seed: 1, effectFloor: 0 };
    const options = channels === undefined ? common : { ...common, channels };
    const deps = { readRecording, clock: systemClock };

    console.log(`\n${temperature}, ${baselineRuns} baseline runs, ${shuffles} orders: median runs to the first alarm`);
    const changed = files.filter((name) => name !== baseline);
    const delays = new Map<string, string[]>(changed.map((name) => [name, []]));
    for (const threshold of thresholds) {
      const { results } = await backtest({ ...options, threshold, following: changed.map(path) }, deps);
      for (const [i, { firstAlarm }] of results.entries())
        delays.get(changed[i] as string)?.push(medianDelay(firstAlarm));
    }
    line('threshold', thresholds.map(String));
    line(
      'rank bound',
      thresholds.map((threshold) => String(rankBound(baselineRuns, threshold))),
    );
    line(
      'stated as earliest',
      thresholds.map((threshold) => String(earliestAlarm(baselineRuns, threshold) ?? '–')),
    );
    for (const [name, found] of delays) line(name.replace(/\.jsonl(\.gz)?$/, ''), found);

    console.log(`\n${temperature}: false alarms in the runs that were not learned, beside the promise`);
    for (const threshold of falseAlarmThresholds) {
      const orders = { shuffles: ordersForFalseAlarms * shuffles, following: [common.baseline] };
      const { results } = await backtest({ ...options, ...orders, threshold }, deps);
      const alarms = results[0]?.alarms.reduce((sum, order) => sum + order.length, 0) ?? 0;
      const promised = ((results[0]?.runs ?? 0) * orders.shuffles) / threshold;
      line(`threshold ${threshold}`, [`${alarms}`, `of ${promised.toFixed(1)}`, (alarms / promised).toFixed(2)]);
    }
  }
}

/** The fewest runs m with which C(references + m, m) reaches the threshold: no distribution-free method needs fewer. */
function rankBound(references: number, threshold: number): number {
  let runs = 1;
  while (binomialCoefficient(references + runs, runs) < threshold) runs++;
  return runs;
}

function medianDelay(firstAlarm: readonly (number | null)[]): string {
  const sorted = firstAlarm.map((index) => index ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  return Number.isFinite(median) ? String(median) : '–';
}

function line(label: string, cells: readonly string[]): void {
  console.log(`  ${label.padEnd(20)}${cells.map((cell) => cell.padStart(9)).join('')}`);
}
