import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { normalScores } from '../stats/normal-scores.ts';
import { windowTest } from '../stats/window-test.ts';
import { bagGroups } from './bag-groups.ts';
import type { BagRun } from './bag-run.ts';
import { type CalibrationSet, runsOf } from './calibration-set.ts';
import { sketchKernel } from './sketch-kernel.ts';

/** Chance that runs which go on like the changed ones are taken for a return, a run. */
const returnLevel = 0.02;
/** The runs since a return must not differ from the baseline at this level. */
const differLevel = 0.1;
const fewestRuns = 3;

/**
 * Whether what is served is like the baseline again. Two tests, both over whole runs:
 *
 * - the newest runs are nearer to those before the change than the others since it began are. Null: the runs since the
 *   change are exchangeable, given those before; rejected wrongly with chance 0.02 at most.
 * - the newest runs are not told apart from those before the change, at level 0.1.
 *
 * @param changed number of the first run of the change.
 * @returns number of the first run of the return; `undefined` where there is none.
 */
export function returnedAt(
  set: CalibrationSet,
  changed: number,
  groups: readonly ChannelGroup[],
  seed: string,
): number | undefined {
  const bag = runsOf(set);
  const before = bag.filter(({ number }) => number < changed);
  const since = bag.filter(({ number }) => number >= changed);
  const newest = bag.at(-1);
  if (newest === undefined || before.length < fewestRuns || since.length <= fewestRuns) return undefined;
  const likeness = likenessTo(set, before, since, groups);
  const order = (runs: number) => Int32Array.from({ length: runs }, (_, k) => runs - 1 - k);
  const windows = Array.from({ length: since.length - fewestRuns }, (_, i) => fewestRuns + i).filter(
    (window) => window <= 64,
  );
  const nearer = windowTest(
    {
      groups: [{ kind: 'scores', name: 'likeness', prior: 1, scores: likeness, twoSided: false, windows }],
      newest: order(since.length),
    },
    { level: returnLevel, giveUpAt: 3, random: seededRandom(`${seed}\nreturn`) },
  );
  if (!nearer.isAlarm) return undefined;
  const returned = since.slice(-nearer.window);
  const joined = [...before, ...returned];
  const numbers = bagGroups(joined, set.layout, groups, newest);
  if (numbers === undefined) return undefined;
  const differs = windowTest(
    { groups: numbers.groups, newest: order(joined.length).subarray(0, Math.min(64, returned.length + 8)) },
    { level: differLevel, giveUpAt: 10, random: seededRandom(`${seed}\ndiffers`) },
  );
  return differs.isAlarm ? undefined : (returned[0] as BagRun).number;
}

/** Normal scores of how like each run since the change is to the runs before, over all groups that can tell. */
function likenessTo(
  set: CalibrationSet,
  before: readonly BagRun[],
  since: readonly BagRun[],
  groups: readonly ChannelGroup[],
): Float64Array {
  const bag = [...before, ...since];
  const n = bag.length;
  const { kernel } = sketchKernel(bag, set.layout.goldens.length);
  const wording = since.map((_, k) => {
    let sum = 0;
    for (let i = 0; i < before.length; i++) sum += kernel[(before.length + k) * n + i] as number;
    return sum / before.length;
  });
  void groups;
  return normalScores(wording.map((value) => Math.round(value * 1e6)));
}
