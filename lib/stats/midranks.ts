/**
 * Ranks from 1 on; equal values share the mean of their ranks. Also the sizes of the groups of equal values.
 *
 * @example midranks([5, 1, 5]) // { ranks: [2.5, 1, 2.5], ties: [1, 2] }
 */
export function midranks(values: ArrayLike<number>): {
  readonly ranks: Float64Array;
  readonly ties: readonly number[];
} {
  const order = Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  const ranks = new Float64Array(values.length);
  const ties: number[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + end + 1) / 2;
    ties.push(end - start);
    start = end;
  }
  return { ranks, ties };
}
