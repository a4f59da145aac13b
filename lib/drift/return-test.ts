import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { normalScores } from '../stats/normal-scores.ts';
import { windowTest } from '../stats/window-test.ts';
import { bagGroups } from './bag-groups.ts';
import type { BagRun } from './bag-run.ts';
import { type CalibrationSet, runsOf } from './calibration-set.ts';
import { sketchKernel } from './sketch-kernel.ts';

/** Chance that runs which go on like the changed ones are taken for nearer to the baseline, a run. */
const nearerLevel = 0.02;
/** The runs since a return must not differ from the baseline at this level. */
const differLevel = 0.1;
const fewest = { nearer: 3, alike: 5 };

/**
 * Whether what is served is like the baseline again: the newest runs are not told apart from those before the change, at
 * level 0.1, and are either
 *
 * - nearer to those before the change than the others since it began are (null: the runs since the change are exchangeable,
 *   given those before; rejected wrongly with chance 0.02), or
 * - twice as many as it took to find the change, all behind the alarm. A change that goes on would show in them again.
 *
 * @param changed number of the first run of the change; @param alarmed of the run that raised the alarm.
 * @returns number of the first run of the return; `undefined` where there is none.
 */
export function returnedAt(
  set: CalibrationSet,
  { changed, alarmed }: { readonly changed: number; readonly alarmed: number },
  groups: readonly ChannelGroup[],
  seed: string,
): number | undefined {
  const bag = runsOf(set);
  const before = bag.filter(({ number }) => number < changed);
  const since = bag.filter(({ number }) => number >= changed);
  if (before.length < fewest.nearer || since.length <= fewest.nearer) return undefined;
  const alike = Math.max(fewest.alike, 2 * since.filter(({ number }) => number <= alarmed).length);
  const behind = since.filter(({ number }) => number > alarmed).length;
  const count = nearer(set, before, since, seed) ?? (behind >= alike ? alike : undefined);
  if (count === undefined) return undefined;
  const returned = since.slice(-count);
  return differs(set, before, returned, groups, seed) ? undefined : (returned[0] as BagRun).number;
}

/** How many of the newest runs are nearer to the baseline than the others since the change. */
function nearer(
  set: CalibrationSet,
  before: readonly BagRun[],
  since: readonly BagRun[],
  seed: string,
): number | undefined {
  const windows = Array.from({ length: since.length - fewest.nearer }, (_, i) => fewest.nearer + i).filter(
    (window) => window <= 64,
  );
  const scores = likenessTo(set, before, since);
  const test = windowTest(
    {
      groups: [{ kind: 'scores', name: 'likeness', prior: 1, scores, twoSided: false, windows }],
      newest: newestFirst(since.length),
    },
    { level: nearerLevel, giveUpAt: 3, random: seededRandom(`${seed}\nnearer`) },
  );
  return test.isAlarm ? test.window : undefined;
}

function differs(
  set: CalibrationSet,
  before: readonly BagRun[],
  returned: readonly BagRun[],
  groups: readonly ChannelGroup[],
  seed: string,
): boolean {
  const joined = [...before, ...returned];
  const numbers = bagGroups(joined, set.layout, groups);
  if (numbers === undefined) return true;
  const newest = newestFirst(joined.length);
  const random = seededRandom(`${seed}\ndiffers`);
  return windowTest({ groups: numbers.groups, newest }, { level: differLevel, giveUpAt: 10, random }).isAlarm;
}

function newestFirst(runs: number): Int32Array {
  return Int32Array.from({ length: runs }, (_, k) => runs - 1 - k);
}

/** Normal scores of how like each run since the change is to the runs before in what they say. */
function likenessTo(set: CalibrationSet, before: readonly BagRun[], since: readonly BagRun[]): Float64Array {
  const bag = [...before, ...since];
  const n = bag.length;
  const { kernel } = sketchKernel(bag, set.layout.goldens.length);
  const wording = since.map((_, k) => {
    let sum = 0;
    for (let i = 0; i < before.length; i++) sum += kernel[(before.length + k) * n + i] as number;
    return sum / before.length;
  });
  return normalScores(wording.map((value) => Math.round(value * 1e6)));
}
