import { parseArgs } from 'node:util';
import { changes, ramps, Watch } from '../calibration/comings-and-goings.ts';

/** Runs that are waited for an alarm, or for its end, at most. */
const most = 100;

/**
 * Changes of a simulated endpoint (6 goldens x 3 draws) that come right behind the baseline, and go again once they are found: runs until
 * the alarm, how many of them were changed, and runs until it is over. `npm run bench -- comings-and-goings [--baselines
 * 10,24,50] [--threshold 365] [--lives 5]`. `test/calibration/comings-and-goings.test.ts` holds what is promised.
 */
export function run(args: readonly string[]): void {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: { baselines: text('10,24,50'), threshold: text('365'), lives: text('5') },
  });
  const lives = Number(values.lives);
  console.log(`threshold ${values.threshold}, ${lives} lives each: median (all); – is not in ${most} runs`);
  for (const [name, change] of Object.entries({ ...changes, ...ramps })) {
    console.log(`  ${name}`);
    for (const baselineRuns of values.baselines.split(',').map(Number)) {
      const seen: { found: number; changed: number; over: number }[] = [];
      for (let life = 0; life < lives; life++) {
        const judging = { threshold: Number(values.threshold), baselineRuns, trustBaseline: true };
        const watch = new Watch(`${name} ${life}`, judging, baselineRuns);
        watch.endpoint.change = change;
        const found = watch.until(true, most);
        const changed = watch.endpoint.changedRuns;
        watch.endpoint.change = undefined;
        seen.push({ found, changed, over: Number.isFinite(found) ? watch.until(false, most) : Number.NaN });
      }
      const all = (of: (life: (typeof seen)[number]) => number) => summary(seen.map(of));
      const ended = seen.filter(({ over }) => !Number.isNaN(over)).map(({ over }) => over);
      console.log(
        `    ${String(baselineRuns).padStart(3)} learned: found after ${all(({ found }) => found)} runs` +
          `${change.runs === undefined ? '' : `, of which changed ${all(({ changed }) => changed)}`}; over after ${summary(ended)}`,
      );
    }
  }
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const text = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? '–' : String(value));
  return `${text(sorted[(sorted.length - 1) >> 1])} (${sorted.map(text).join(' ')})`;
}
