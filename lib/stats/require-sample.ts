/**
 * Makes sure that a sample can be computed with.
 *
 * @throws {RangeError} if it has fewer than `minimum` values or holds one that is not finite.
 */
export function requireSample(name: string, sample: ArrayLike<number>, minimum: number): void {
  if (sample.length < minimum)
    throw new RangeError(`${name} has ${sample.length} values, expected at least ${minimum}`);
  for (let i = 0; i < sample.length; i++)
    if (!Number.isFinite(sample[i])) throw new RangeError(`${name}[${i}] is ${sample[i]}, expected a finite number`);
}

/** @throws {RangeError} if `value` is not a finite number from `low` to `high`. */
export function requireBetween(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high && Number.isFinite(value)))
    throw new RangeError(`${name} is ${value}, expected a number from ${low} to ${high}`);
}
