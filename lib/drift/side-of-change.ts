import { mean } from '../stats/mean.ts';
import { median } from '../stats/median-mad.ts';
import { normalScores } from '../stats/normal-scores.ts';
import type { WindowGroup } from '../stats/window-sums.ts';

/** On which side of a change runs are, in the group of numbers that tells both sides apart best. */
export interface Sides {
  /** Of each run since the change, oldest first: the larger, the more like those before it. */
  readonly likeness: readonly number[];
  /** Half-way between the runs before, on average, and the median one of those that raised the alarm: what lies above looks like the baseline. */
  readonly middle: number;
  /** The run before the change that is least like the others. */
  readonly furthestBefore: number;
}

/**
 * @param groups numbers of the runs before a change and then of those since, oldest first.
 * @returns `undefined` where nothing tells them apart. The likeness is symmetric in the runs before, and in those since, so that
 *   tests which exchange the latter stay exact. Time O(groups x runs^2).
 */
export function sidesOf(groups: readonly WindowGroup[], { before, since, changed }: Counts): Sides | undefined {
  const numbers = groups.flatMap((group) => likenessIn(group, before, since));
  const best = numbers.toSorted((a, b) => b.parting - a.parting)[0];
  if (best === undefined) return undefined;
  const { likeness, was, furthestBefore } = best;
  return { likeness, furthestBefore, middle: (was + median(likeness.slice(0, changed))) / 2 };
}

/** Runs before a change, runs since, and how many of the latter there were when the alarm was raised, 1 or more. */
interface Counts {
  readonly before: number;
  readonly since: number;
  readonly changed: number;
}

/** How many of the oldest and of the newest runs since the change look like those before it, in a row. */
export function onTheOldSide({ likeness, middle }: Sides): { readonly oldest: number; readonly newest: number } {
  const isChanged = (value: number) => value <= middle;
  const first = likeness.findIndex(isChanged);
  return {
    oldest: first < 0 ? likeness.length : first,
    newest: likeness.length - 1 - likeness.findLastIndex(isChanged),
  };
}

interface Likeness {
  readonly likeness: readonly number[];
  /** Likeness of the runs before, on average, and how far the means of both sides are apart. */
  readonly was: number;
  readonly furthestBefore: number;
  readonly parting: number;
}

function likenessIn(group: WindowGroup, before: number, since: number): Likeness[] {
  if (group.kind === 'extremes') return [];
  const scores = group.kind === 'scores' ? group.scores : normalScores(towardsBefore(group.pairs, before, since));
  const [was, is] = [mean(scores.subarray(0, before)), mean(scores.subarray(before))];
  if (was === is) return [];
  const sign = Math.sign(was - is);
  const all = Array.from(scores, (score) => Math.round(sign * score * 1e6) / 1e6);
  const likeness = all.slice(before);
  return [
    { likeness, was: sign * was, furthestBefore: Math.min(...all.slice(0, before)), parting: Math.abs(was - is) },
  ];
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
