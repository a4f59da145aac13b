import { type Random, shuffleInPlace } from '../../domain/random.ts';
import { incompleteBeta } from '../../stats/beta.ts';

/** Most of the answers that what a run has in common is taken to move one way. */
export const commonShare = 0.9;

export interface OneWay {
  /** Goldens that moved the way the others before them had moved, */
  readonly moved: number;
  /** of so many that were looked at. */
  readonly goldens: number;
  /** Of the null "nothing changed, and what a run has in common moved at most nine goldens in ten one way". */
  readonly pValue: number;
}

/**
 * Did nearly every golden move the same way? Asked where there are too few runs to shuffle whole ones, since there what
 * all draws of a run have in common looks like a change.
 *
 * Goldens are gone through in random order. The way to go is the sum of the (unit-length) shifts so far; a golden is
 * counted if its own shift points there. A quarter of them only shows the way.
 *
 * Assumes that, *given* whatever the draws of a run have in common, shifts of different goldens are independent, and
 * that nothing a run has in common moves more than `commonShare` of the goldens any one way. Draws may otherwise be
 * dependent, and draws of one golden in any way. Then each golden is counted with a chance of at most `commonShare`
 * whatever came before, so the count is stochastically at most binomial. Goldens that did not move count against it.
 *
 * @param shifts one vector a golden, all of one length.
 * @returns pValue above 0; 1 where nothing was looked at. 29 of 29 give .047: 39 goldens are the fewest that can do.
 *
 * Time O(goldens x width). Source: Rosenbaum (2002), "Observational Studies", sensitivity of the sign test to hidden
 * bias, here with odds of 9 to 1 and a direction that is learned from the past.
 */
export function countOneWay(shifts: readonly Float64Array[], random: Random): OneWay {
  const order = shuffleInPlace([...shifts], random);
  const learned = Math.ceil(order.length / 4);
  const way = new Float64Array(order[0]?.length ?? 0);
  let moved = 0;
  order.forEach((shift, place) => {
    const squares = shift.reduce((sum, x) => sum + x * x, 0);
    if (squares < 1e-12) return; // rounding
    if (place >= learned && shift.reduce((sum, x, c) => sum + x * (way[c] as number), 0) > 1e-9) moved++;
    const length = Math.sqrt(squares);
    for (let c = 0; c < way.length; c++) way[c] = (way[c] as number) + (shift[c] as number) / length;
  });
  const goldens = order.length - learned;
  // The upper tail of a binomial distribution.
  const tail = moved === 0 ? 1 : incompleteBeta(commonShare, moved, goldens - moved + 1);
  const pValue = Math.max(tail, Number.MIN_VALUE); // never zero, however many goldens
  return { moved, goldens, pValue };
}

/** Inner product of each shift with the sum of all others: how far it goes their way. */
export function leanOnOthers(shifts: readonly Float64Array[]): number[] {
  const sum = new Float64Array(shifts[0]?.length ?? 0);
  for (const shift of shifts) for (let c = 0; c < sum.length; c++) sum[c] = (sum[c] as number) + (shift[c] as number);
  return shifts.map((shift) => shift.reduce((total, x, c) => total + x * ((sum[c] as number) - x), 0));
}
