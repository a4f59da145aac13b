import type { Interval } from '../domain/interval.ts';
import type { Random } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import { bootstrapInterval } from '../stats/bootstrap.ts';
import { crossScores, drawsOf } from './cross-scores.ts';
import { goldenEstimate, shrink } from './golden-estimates.ts';
import { scoredSide } from './scored-side.ts';
import { widenedInterval } from './widened-interval.ts';

export interface EffectOptions {
  readonly random: Random;
  /** Bootstrap resamples for the interval; 1,000 if left out. */
  readonly resamples?: number;
}

export interface EffectSize {
  /** Averaged over the goldens that have an estimate. Where none has, 0 with the interval 0 to 1. */
  readonly effect: Interval;
  /** Most moved first; goldens whose draws allow no estimate are left out. */
  readonly goldens: readonly { readonly golden: string; readonly effect: number }[];
}

/**
 * How far the outputs moved: total variation between before and after, 0 to 1, averaged over goldens, with a 95 %
 * interval from resampling runs.
 *
 * Total variation is the largest difference that any event has between two distributions. Over whole outputs it cannot
 * be estimated by counting: where hardly any output comes twice, the counts differ completely even if nothing changed.
 * So an event is *learned* on one part of the runs ("this output is likelier after than before", from a tree of its
 * prefixes) and its two probabilities are *measured* on the others, in turn for every part. The estimate is therefore 0
 * on average when nothing changed, however diverse the outputs are, and otherwise that part of the total variation which
 * these data can show: with few draws or free text it is less than the true one, never more on average.
 *
 * The estimate of a single golden is noisy: it is drawn to the average of all goldens, the more the less its own runs
 * agree about it, and cut off at 0. The average is taken before that.
 *
 * The interval is that of the percentiles, made wider where runs are few (see `widenedInterval`). A side with a single
 * run is split, and resampled, by draws: then the interval does not know what the draws of a run have in common.
 *
 * @param before at least 1 run.
 * @param after at least 1 run. Goldens that only one side has are left out.
 *
 * Cost: O(draws x levels x folds), about 0.1 s for 64 runs of 100 goldens x 5 draws.
 */
export function totalVariation(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  { random, resamples = 1000 }: EffectOptions,
): EffectSize {
  const scored = [...new Set(before.flatMap(({ goldens }) => [...goldens.keys()]))].flatMap((golden) => {
    const scores = crossScores(drawsOf(before, golden), drawsOf(after, golden));
    return scores === undefined ? [] : [{ golden, scores }];
  });
  if (scored.length === 0) return { effect: { estimate: 0, low: 0, high: 1 }, goldens: [] };

  const scores = scored.map((golden) => golden.scores);
  const sides = [
    scoredSide(
      scores.map(([side]) => side),
      before.length,
    ),
    scoredSide(
      scores.map(([, side]) => side),
      after.length,
    ),
  ] as const;
  const interval = bootstrapInterval(
    [...sides[0].groups, ...sides[1].groups],
    (drawn) => {
      const was = sides[0].means(drawn.slice(0, sides[0].groups.length));
      const is = sides[1].means(drawn.slice(sides[0].groups.length));
      return averageDifference(was, is);
    },
    { resamples, random },
  );
  const { estimate, low, high } = widenedInterval(interval, [sides[0].spreads, sides[1].spreads]);
  return {
    effect: { estimate: unit(estimate), low: unit(low), high: unit(high) },
    goldens: shrink(scores.map(([was, is]) => goldenEstimate(was, is)))
      .map((effect, g) => ({ golden: (scored[g] as (typeof scored)[number]).golden, effect: unit(effect) }))
      .sort((a, b) => b.effect - a.effect),
  };
}

/** Goldens that a resample left without a draw (NaN) are left out of its average. */
function averageDifference(was: Float64Array, is: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let g = 0; g < was.length; g++) {
    const difference = (is[g] as number) - (was[g] as number);
    if (Number.isNaN(difference)) continue;
    sum += difference;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
