import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { BeforeAfter, RateChange } from '../domain/verdict/explanation.ts';
import { type EqualityTestOptions, type EqualityTestResult, equalityTest } from './comparison/equality-test.ts';
import { type ShownEffect, showEffect } from './comparison/shown-effect.ts';
import { totalVariation } from './effect-size.ts';
import { beforeAfterExample } from './examples.ts';
import { rateChangesByGolden } from './golden-rates.ts';
import { rateChanges } from './rate-changes.ts';

export interface CompareOptions extends EqualityTestOptions {
  /** A p-value of at most this counts as a change; .05 if left out. */
  readonly alpha?: number;
  /** Goldens that get a pair of answers, most moved first; 5 if left out. */
  readonly examples?: number;
}

/** How far one golden moved; `null` where its draws cannot show that. */
export interface MovedGolden {
  readonly golden: string;
  readonly effect: number | null;
  readonly example?: BeforeAfter;
}

/**
 * - `changed`: the change stands whatever the draws of one run have in common;
 * - `changed-if-draws-are-independent`: the p-value is small, but draws of one run that are alike would explain it;
 * - `no-change-shown`: the p-value could have been small enough, and is not;
 * - `cannot-tell`: no p-value could have been small enough.
 */
export type ComparisonVerdict = 'changed' | 'changed-if-draws-are-independent' | 'no-change-shown' | 'cannot-tell';

/** One p-value, one effect, and where it shows. */
export interface SampleComparison extends EqualityTestResult {
  readonly verdict: ComparisonVerdict;
  readonly effect: ShownEffect;
  /** Most moved first; a ranking, not a test. */
  readonly goldens: readonly MovedGolden[];
  readonly rates: readonly RateChange[];
  /** The same golden by golden. */
  readonly goldenRates: readonly RateChange[];
}

/**
 * Compares two sets of runs: were their answers drawn from one distribution, and if not, how far did they move and where?
 *
 * The first is `equalityTest`, the second `totalVariation` as far as the data can show it, the third a ranking of goldens
 * by effect, with pairs of answers that show it, and structured properties whose rate changed. Where there is no effect
 * to rank by, goldens are ranked by how far they moved the way that all others moved.
 *
 * @param before at least 1 run.
 * @param after at least 1 run.
 * @throws {RangeError} if no golden has draws on both sides.
 */
export function compareSamples(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  { permutations, random, alpha = 0.05, examples = 5 }: CompareOptions,
): SampleComparison {
  const test = equalityTest(before, after, { permutations, random });
  const verdict = judge(test, alpha);
  const moved = totalVariation(before, after, { random });
  const effect = showEffect(moved, before, after, test.pValue <= alpha);
  const ranked = effect === 'too-few-draws' && test.leanings.size > 0 ? rankByLeaning(test) : moved.goldens;
  return {
    ...test,
    verdict,
    effect,
    goldens: ranked.map((golden, place) => {
      const of = (runs: readonly ObservedRun[]) => drawsOf(runs, golden.golden);
      const example = place < examples ? beforeAfterExample(golden.golden, of(before), of(after)) : undefined;
      const shown = typeof effect === 'string' && !golden.effect ? null : golden.effect;
      return { golden: golden.golden, effect: shown, ...(example === undefined ? {} : { example }) };
    }),
    rates: rateChanges(before, after),
    goldenRates: rateChangesByGolden({ before, after }),
  };
}

function judge({ pValue, smallestPValue, exchangeable, oneWay }: EqualityTestResult, alpha: number): ComparisonVerdict {
  if (smallestPValue > alpha) return 'cannot-tell';
  if (pValue > alpha) return 'no-change-shown';
  const stands = exchangeable === 'runs' || (oneWay !== undefined && oneWay.pValue <= alpha);
  return stands ? 'changed' : 'changed-if-draws-are-independent';
}

function rankByLeaning({ leanings }: EqualityTestResult): MovedGolden[] {
  return [...leanings].sort(([, a], [, b]) => b - a).map(([golden]) => ({ golden, effect: null }));
}

function drawsOf(runs: readonly ObservedRun[], golden: string) {
  return runs.flatMap(({ goldens }) => goldens.get(golden) ?? []);
}
