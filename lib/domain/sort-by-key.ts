/**
 * The entries in the order of their keys, in code units, each key once.
 *
 * @example [...sortByKey(new Map([['b', 1], ['a', 2]])).keys()] // ['a', 'b']
 */
export function sortByKey<T>(entries: Iterable<readonly [string, T]>): Map<string, T> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
