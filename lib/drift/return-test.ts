import { seededRandom } from '../domain/random.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { isTrailingShift, trailingShift } from '../stats/trailing-shift.ts';
import { windowTest } from '../stats/window-test.ts';
import type { CalibrationRun } from './calibration-run.ts';
import { type CalibrationSet, runsOf } from './calibration-set.ts';
import { gapNeeded, type MarkedRuns } from './quiet-gap.ts';
import { fewestReturned, firstLook, returnLevels } from './return-levels.ts';
import { onTheOldSide, type Sides, sidesOf } from './side-of-change.ts';
import type { Nonconformity } from './statistics.ts';
import { windowGroups } from './window-groups.ts';

/** The runs since a return must not differ from the baseline at this level. */
const differLevel = 0.1;
/** Runs behind the alarm that must look like the baseline where ranks cannot say it: never fewer than these. */
const fewestQuiet = 5;
/** Of a change that has lasted longer than runs are remembered, this share of them, the oldest, stands for those of the alarm. */
const forgottenShare = 4;
/** So many newest runs that look like the baseline are worth a word, if so many of those before them do not. */
const [worthSaying, clearShare] = [2, 0.75];

/** What is served is like the baseline again. */
export interface Return {
  readonly kind: 'returned';
  /** Number of the first run that is like the baseline. */
  readonly since: number;
  /** Whether the runs of the incident were ordinary ones after all: a false alarm. */
  readonly wasOrdinary: boolean;
}

/** The newest runs look like the baseline, and that is not certain yet. */
export interface LooksBack {
  readonly kind: 'looks-back';
  /** Number of the first of them, and how many there are. */
  readonly since: number;
  readonly runs: number;
  /** In how many more runs like them it may be called a return, at the earliest. */
  readonly moreRuns: number;
}

/**
 * Whether what is served is like the baseline again: the newest runs are not told apart from those before the change, at
 * level 0.1, and are either
 *
 * - nearer to those before the change than the others since it began are, in whichever numbers tell both apart best. Null: the
 *   runs since the change are exchangeable, given those before. All looks of an incident together have level 0.05 (see
 *   `returnLevels`), so that this is said wrongly with chance 0.05 at most, however long the incident, or
 * - behind the alarm, and so many in a row without one on the changed side and further out than any run was before that a change
 *   which goes on would have shown by now, whether it reaches all runs or a few (`gapNeeded`, 0.05 as well). Where no run up to the alarm was so far
 *   out, twice as many as it took to find the change, and 5 at least. How often either is wrong is measured in
 *   `test/calibration/comings-and-goings.test.ts`.
 *
 * Where the alarm is longer ago than runs are remembered, the oldest quarter of those that are stands for its runs, and only the
 * second is asked: ranks would be looked at again and again at one level.
 *
 * A change is often dated a few runs too early: the first runs since then that look like the baseline are left out.
 *
 * @param changed number of the first run of the change; @param alarmed of the run that raised the alarm.
 * @returns `undefined` where the newest runs show the change.
 *
 * Time O(runs^2 goldens), and 30 look (look + 1) random orders of the runs since.
 */
export function findReturn(
  set: CalibrationSet,
  { changed, alarmed }: { readonly changed: number; readonly alarmed: number },
  groups: readonly ChannelGroup[],
  seed: string,
): Return | LooksBack | undefined {
  const members = runsOf(set);
  const before = members.filter(({ number }) => number < changed);
  const all = members.filter(({ number }) => number >= changed);
  const joined = windowGroups([...before, ...all], set.layout, groups);
  const upToAlarm = all.filter(({ number }) => number <= alarmed).length;
  const changedRuns = upToAlarm > 0 ? upToAlarm : Math.floor(all.length / forgottenShare);
  if (joined === undefined || changedRuns === 0 || before.length < fewestReturned) return undefined;
  const known = sidesOf(joined.groups, { before: before.length, since: all.length, changed: changedRuns });
  if (known === undefined) return undefined;
  const early = Math.min(onTheOldSide(known).oldest, changedRuns - 1);
  const since = all.slice(early);
  const sides = { ...known, likeness: known.likeness.slice(early) };
  const behind = all.slice(changedRuns);
  const look: Look = { changed: since.length - behind.length, behind: behind.length, seed };
  const count = (upToAlarm > 0 ? nearer(sides, look) : undefined) ?? quiet(sides, look);
  const returned = since.slice(-(count ?? onTheOldSide(sides).newest));
  const isUnlike = () => differs(set, before, returned, groups, seed);
  if (count === undefined) return looksBack(sides, since, look, isUnlike);
  if (isUnlike()) return undefined;
  const wasOrdinary =
    isOrdinary(joined.totals, before.length, all.length - count) && !differs(set, before, behind, groups, seed);
  return { kind: 'returned', since: (returned[0] as CalibrationRun).number, wasOrdinary };
}

interface Look {
  /** Runs of the change up to the alarm, and runs behind it. */
  readonly changed: number;
  readonly behind: number;
  readonly seed: string;
}

/** The newest runs, where they are so many behind the alarm and none is on the changed side, further than any was before. */
function quiet(sides: Sides, look: Look): number | undefined {
  const { ordinary, needed } = quietRuns(sides, look);
  return ordinary >= needed && look.behind >= needed ? Math.min(ordinary, look.behind) : undefined;
}

/** Newest runs without one that is far out, and how many there have to be. */
function quietRuns({ likeness, furthestBefore, middle }: Sides, { changed }: Look) {
  const limit = Math.min(furthestBefore, middle);
  const isMarked = likeness.map((value) => value < limit);
  const marks = (of: readonly boolean[]) => of.filter((one) => one).length;
  const runs = isMarked.lastIndexOf(true) + 1;
  const found: MarkedRuns = { runs, marked: marks(isMarked), markedAtAlarm: marks(isMarked.slice(0, changed)) };
  const needed = found.markedAtAlarm > 0 ? gapNeeded(found) : Math.max(fewestQuiet, 2 * changed);
  return { ordinary: likeness.length - runs, needed };
}

/** How many of the newest runs are nearer to the baseline than the others since the change. */
function nearer({ likeness }: Sides, { changed, behind, seed }: Look): number | undefined {
  if (behind < 1 || likeness.length <= fewestReturned) return undefined;
  const levels = returnLevels(changed, behind);
  const random = seededRandom(`${seed}\nnearer`);
  if (levels.atOnce > 0 && isTrailingShift(likeness, behind, { level: levels.atOnce, random })) return behind;
  return trailingShift(likeness, fewestReturned, { level: levels.later, random });
}

/** The newest runs that look like the baseline, where those before them since the change do not. */
function looksBack(
  sides: Sides,
  since: readonly CalibrationRun[],
  look: Look,
  isUnlike: () => boolean,
): LooksBack | undefined {
  const runs = onTheOldSide(sides).newest;
  const others = sides.likeness.slice(0, -runs);
  if (runs < worthSaying || others.length === 0) return undefined;
  const changed = others.filter((value) => value <= sides.middle).length;
  if (changed < clearShare * others.length || isUnlike()) return undefined;
  const { ordinary, needed } = quietRuns(sides, look);
  const untilQuiet = needed - Math.min(ordinary, look.behind);
  const untilNearer = runs < look.behind ? untilQuiet : firstLook(look.changed) - look.behind;
  const moreRuns = Math.max(1, Math.min(untilQuiet, untilNearer));
  return { kind: 'looks-back', since: (since.at(-runs) as CalibrationRun).number, runs, moreRuns };
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
  const newest = Int32Array.from({ length: joined.length }, (_, k) => joined.length - 1 - k);
  const random = seededRandom(`${seed}\ndiffers`);
  return windowTest({ groups: numbers.groups, newest }, { level: differLevel, giveUpAt: 10, random }).isAlarm;
}
