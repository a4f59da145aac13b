/**
 * Benjamini-Hochberg for e-values: the returned set keeps the expected share of false rejections at most `q` under any
 * dependence between the e-values.
 *
 * @param eValues each from 0 on; infinity is allowed.
 * @param q from 0 to 1.
 * @returns indices of the rejected ones, largest e-value first.
 * @throws {RangeError} for a value outside its range.
 *
 * Source: Wang and Ramdas (2022), "False discovery rate control with e-values".
 */
export function eBenjaminiHochberg(eValues: readonly number[], q: number): readonly number[] {
  if (!(q > 0 && q <= 1)) throw new RangeError(`q is ${q}, expected a number above 0, at most 1`);
  eValues.forEach((eValue, i) => {
    if (!(eValue >= 0)) throw new RangeError(`eValues[${i}] is ${eValue}, expected a number from 0 on`);
  });
  const order = eValues.map((_, i) => i).sort((a, b) => (eValues[b] as number) - (eValues[a] as number));
  let rejected = 0;
  order.forEach((index, place) => {
    if ((eValues[index] as number) >= eValues.length / (q * (place + 1))) rejected = place + 1;
  });
  return order.slice(0, rejected);
}
