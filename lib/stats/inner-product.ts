/**
 * Sum of the products of two equally long lists, from the first to the last.
 *
 * @example innerProduct([1, 2], [3, 4]) // 11
 */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
