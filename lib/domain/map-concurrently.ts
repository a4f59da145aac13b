/** Maps with at most `limit` calls at once, in order; the first failure stops the rest from being started. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const queue = each(items);
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}

/** A generator, unlike the array's own iterator, is over for all who share it as soon as one of them breaks off. */
function* each<T>(items: readonly T[]): Generator<[number, T]> {
  yield* items.entries();
}
