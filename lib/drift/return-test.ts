import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { mean } from '../stats/mean.ts';
import { normalScores } from '../stats/normal-scores.ts';
import type { WindowGroup } from '../stats/window-sums.ts';
import { windowTest } from '../stats/window-test.ts';
import type { CalibrationRun } from './calibration-run.ts';
import { type CalibrationSet, runsOf } from './calibration-set.ts';
import type { Nonconformity } from './statistics.ts';
import { windowGroups, windowSizes } from './window-groups.ts';

/** Chance, over a whole incident, that runs which go on like the changed ones are taken for nearer to the baseline. */
const nearerLevel = 0.1;
/** The runs since a return must not differ from the baseline at this level. */
const differLevel = 0.1;
const fewest = { nearer: 3, alike: 5 };

/** A return: the number of its first run, and whether the runs of the incident were ordinary ones after all. */
export interface Return {
  readonly since: number;
  readonly wasOrdinary: boolean;
}

/**
 * Whether what is served is like the baseline again: the newest runs are not told apart from those before the change, at
 * level 0.1, and are either
 *
 * - nearer to those before the change than the others since it began are, in whichever numbers tell both apart best (null:
 *   the runs since the change are exchangeable, given those before; the j-th look after the alarm has level
 *   0.1 / (j (j + 1)), so that this is said wrongly with chance 0.1 at most in an incident, however long), or
 * - twice as many as it took to find the change, all behind the alarm. A change that goes on would show in them again.
 *
 * @param changed number of the first run of the change; @param alarmed of the run that raised the alarm.
 * @returns `undefined` where there is none.
 */
export function findReturn(
  set: CalibrationSet,
  { changed, alarmed }: { readonly changed: number; readonly alarmed: number },
  groups: readonly ChannelGroup[],
  seed: string,
): Return | undefined {
  const members = runsOf(set);
  const before = members.filter(({ number }) => number < changed);
  const since = members.filter(({ number }) => number >= changed);
  if (before.length < fewest.nearer || since.length <= fewest.nearer) return undefined;
  const alike = Math.max(fewest.alike, 2 * since.filter(({ number }) => number <= alarmed).length);
  const behind = since.filter(({ number }) => number > alarmed);
  const look = Math.max(1, (members.at(-1)?.number ?? alarmed) - alarmed);
  const joined = windowGroups([...before, ...since], set.layout, groups);
  if (joined === undefined) return undefined;
  const count =
    nearer(joined.groups, before.length, since.length, nearerLevel / (look * (look + 1)), seed) ??
    (behind.length >= alike ? alike : undefined);
  if (count === undefined) return undefined;
  const returned = since.slice(-count);
  if (differs(set, before, returned, groups, seed)) return undefined;
  const first = returned[0];
  if (first === undefined) return undefined;
  const wasOrdinary =
    isOrdinary(joined.totals, before.length, since.length - count) && !differs(set, before, behind, groups, seed);
  return { since: first.number, wasOrdinary };
}

/** How many of the newest runs are nearer to the baseline than the others since the change. */
function nearer(
  groups: readonly WindowGroup[],
  before: number,
  since: number,
  level: number,
  seed: string,
): number | undefined {
  const windows = windowSizes(since + 1).filter((window) => window >= fewest.nearer && window < since);
  const numbers = groups.flatMap((group) => likenessOf(group, before, since));
  const best = numbers.toSorted((a, b) => b.parting - a.parting)[0];
  if (best === undefined) return undefined;
  const scores = normalScores(best.likeness.map((value) => Math.round(value * 1e6)));
  const likeness: WindowGroup = { kind: 'scores', name: 'likeness', prior: 1, scores, twoSided: false, windows };
  const test = windowTest(
    { groups: [likeness], newest: newestFirst(since) },
    { level, giveUpAt: level < 1e-4 ? 1 : 3, random: seededRandom(`${seed}\nnearer`) },
  );
  return test.isAlarm ? test.window : undefined;
}

/** How like each run since the change is to those before, in one group of numbers, and how far both sides are apart in it. */
interface Likeness {
  readonly likeness: Float64Array;
  readonly parting: number;
}

/** Symmetric in the runs before, and in those since: so the group that tells the sides apart best may be chosen by it. */
function likenessOf(group: WindowGroup, before: number, since: number): Likeness[] {
  if (group.kind === 'extremes') return [];
  const scores = group.kind === 'scores' ? group.scores : normalScores(towardsBefore(group.pairs, before, since));
  const [was, is] = [scores.subarray(0, before), scores.subarray(before)];
  const apart = mean(was) - mean(is);
  return [{ likeness: is.map((score) => score * Math.sign(apart)), parting: Math.abs(apart) }];
}

/** How much more like the runs before than like those since each run is, itself left out. */
function towardsBefore(pairs: Float64Array, before: number, since: number): number[] {
  const n = before + since;
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return Array.from({ length: n }, (_, i) => {
    const row = pairs.subarray(i * n, (i + 1) * n);
    const [was, is] = [sum(row.subarray(0, before)), sum(row.subarray(before))];
    const value = was / (i < before ? before - 1 : before) - is / (i < before ? since : since - 1);
    return Math.round(value * 1e6);
  });
}

/** Whether the runs of an incident, each alone, stand among those before: a false alarm, whose runs belong to the baseline. */
function isOrdinary(totals: readonly Nonconformity[], before: number, changed: number): boolean {
  const furthest = Math.max(...totals.slice(0, before).map(({ total }) => total));
  const beyond = totals.slice(before, before + changed).filter(({ total }) => total > furthest).length;
  return beyond <= changed / 4;
}

function differs(
  set: CalibrationSet,
  before: readonly CalibrationRun[],
  returned: readonly CalibrationRun[],
  groups: readonly ChannelGroup[],
  seed: string,
): boolean {
  const joined = [...before, ...returned];
  const numbers = windowGroups(joined, set.layout, groups);
  if (numbers === undefined) return true;
  const newest = newestFirst(joined.length);
  const random = seededRandom(`${seed}\ndiffers`);
  return windowTest({ groups: numbers.groups, newest }, { level: differLevel, giveUpAt: 10, random }).isAlarm;
}

function newestFirst(runs: number): Int32Array {
  return Int32Array.from({ length: runs }, (_, k) => runs - 1 - k);
}
