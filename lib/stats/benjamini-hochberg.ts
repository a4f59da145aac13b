import { requireBetween } from './require-sample.ts';

/**
 * Benjamini-Hochberg adjusted p-values: rejecting those at most `q` keeps the expected share of false rejections at
 * most `q`. Assumes p-values that are independent or positively dependent.
 *
 * @param pValues each from 0 to 1.
 * @returns one adjusted p-value for each, in the order given.
 * @throws {RangeError} for a value outside that range.
 *
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  pValues.forEach((pValue, i) => {
    requireBetween(`pValues[${i}]`, pValue, 0, 1);
  });
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  order.forEach((index, place) => {
    const rank = pValues.length - place;
    smallest = Math.min(smallest, ((pValues[index] as number) * pValues.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
