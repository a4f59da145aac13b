import { type Random, shuffleInPlace } from '../domain/random.ts';
import type { WindowGroup } from '../stats/window-sums.ts';
import { likeness } from './rhythm.ts';

/** Neighbours are alike where none of so many random orders of the runs has neighbours that are: by chance, once in 200. */
const orders = 199;
/** Fewer pairs of neighbours than this tell nothing. */
const fewestPairs = 12;
/** An episode lasts as long as runs are this alike, as a share of how alike neighbours are. */
const stillAlike = 0.25;
/** Twice as far apart as episodes last, as an estimate of that may be short; so many at most. */
const [safety, mostApart] = [2, 12];

/**
 * How far apart runs have to be that have no episode of noise in common (load that lasts for hours), if neighbouring runs are
 * more alike than others are; in all kernels and scores together. Null: runs are exchangeable; then something is returned with
 * chance 1/200.
 *
 * @param groups numbers of the runs; @param numbers which runs they are, counted from the first of the epoch, oldest first.
 * @returns 2 to 12 runs; `undefined` where neighbours are not alike, or too few runs have one.
 *
 * Time O(runs^2 groups), and 199 runs more.
 */
export function episodesIn(
  groups: readonly WindowGroup[],
  numbers: readonly number[],
  random: Random,
): number | undefined {
  const n = numbers.length;
  const alike = likeness(groups, n);
  const pairs = pairsApart(numbers, 1);
  if (pairs.length < fewestPairs) return undefined;
  const order = numbers.map((_, i) => i);
  const observed = meanOver(pairs, alike, order);
  for (let k = 0; k < orders; k++)
    if (meanOver(pairs, alike, shuffleInPlace(order, random)) >= observed) return undefined;
  const inOrder = numbers.map((_, i) => i);
  let lag = 2;
  while (safety * lag < mostApart && meanOver(pairsApart(numbers, lag), alike, inOrder) > stillAlike * observed) lag++;
  return safety * lag;
}

/** Places of the runs that are so many runs apart. */
function pairsApart(numbers: readonly number[], lag: number): (readonly [number, number])[] {
  const places = new Map(numbers.map((number, place) => [number, place]));
  return numbers.flatMap((number, place) => {
    const other = places.get(number + lag);
    return other === undefined ? [] : [[place, other] as const];
  });
}

function meanOver(
  pairs: readonly (readonly [number, number])[],
  alike: Float64Array,
  order: readonly number[],
): number {
  let sum = 0;
  for (const [a, b] of pairs) sum += alike[(order[a] as number) * order.length + (order[b] as number)] as number;
  return pairs.length === 0 ? 0 : sum / pairs.length;
}
