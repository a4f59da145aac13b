import type { Interval } from '../domain/interval.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { BeforeAfter, RateChange } from '../domain/verdict/explanation.ts';
import { type EqualityTestOptions, type EqualityTestResult, equalityTest } from './comparison/equality-test.ts';
import { totalVariation } from './effect-size.ts';
import { beforeAfterExample } from './examples.ts';
import { rateChanges } from './rate-changes.ts';

export interface CompareOptions extends EqualityTestOptions {
  /** Goldens that get a pair of answers, most moved first; 5 if left out. */
  readonly examples?: number;
}

/** One p-value, one effect, and where it shows. */
export interface SampleComparison extends EqualityTestResult {
  readonly effect: Interval;
  /** Most moved first; a ranking, not a test. */
  readonly goldens: readonly { readonly golden: string; readonly effect: number; readonly example?: BeforeAfter }[];
  readonly rates: readonly RateChange[];
}

/**
 * Compares two sets of runs: were their answers drawn from one distribution, and if not, how far did they move and where?
 *
 * The first is `equalityTest`, the second `totalVariation`, the third a ranking of goldens by effect, with pairs of
 * answers that show it, and structured properties whose rate changed.
 *
 * @param before at least 1 run.
 * @param after at least 1 run.
 * @throws {RangeError} if no golden has draws on both sides.
 */
export function compareSamples(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  { permutations, random, examples = 5 }: CompareOptions,
): SampleComparison {
  const test = equalityTest(before, after, { permutations, random });
  const moved = totalVariation(before, after, { random });
  return {
    ...test,
    effect: moved.effect,
    goldens: moved.goldens.map(({ golden, effect }, place) => {
      const example =
        place < examples ? beforeAfterExample(golden, drawsOf(before, golden), drawsOf(after, golden)) : undefined;
      return { golden, effect, ...(example === undefined ? {} : { example }) };
    }),
    rates: rateChanges(before, after),
  };
}

function drawsOf(runs: readonly ObservedRun[], golden: string) {
  return runs.flatMap(({ goldens }) => goldens.get(golden) ?? []);
}
