import { seededRandom } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { Explanation, RateChange } from '../domain/verdict/explanation.ts';
import { changeExamples } from './change-examples.ts';
import type { ChangeStart } from './detector.ts';
import { totalVariation } from './effect-size.ts';
import { goldenPValues, goldenShifts } from './golden-shifts.ts';
import { rateChanges } from './rate-changes.ts';
import { trafficShare } from './traffic-share.ts';

/** Goldens whose own rates are told behind the pooled ones: the most moved. */
const goldensWithRates = 5;

export interface ChangeToExplain {
  readonly since: ChangeStart;
  /** Runs before the change, and from its likeliest start on; at least one each. */
  readonly before: readonly ObservedRun[];
  readonly after: readonly ObservedRun[];
  /** How many of the last `after` runs came behind the alarm: they were not used to find the change, so they can test it. */
  readonly afterAlarm: number;
  /** Fixes the resampling, so that the same runs give the same numbers. */
  readonly seed: string;
}

/** Says since when, how much, where and with which examples; never why. */
export function explain({ since, before, after, afterAlarm, seed }: ChangeToExplain): Explanation {
  const random = seededRandom(seed);
  const { effect, goldens } = totalVariation(before, after, { random });
  const fresh = afterAlarm === 0 ? [] : after.slice(-afterAlarm);
  const pValues = fresh.length === 0 ? new Map<string, number>() : goldenPValues(before, fresh, random);
  const rates = [...rateChanges(before, after)];
  const at = ({ run, at }: { readonly run: string; readonly at: string }) => ({ run, at });
  return {
    since: { ...at(since.run), earliest: at(since.earliest), latest: at(since.latest) },
    effect,
    trafficShare: trafficShare(before, after),
    goldens: [...goldenShifts(goldens, pValues)],
    goldensBy: pValues.size > 0 ? 'run-label-permutation' : 'ranking',
    rates: [...rates, ...goldens.slice(0, goldensWithRates).flatMap(({ golden }) => ratesOf(golden, before, after))],
    examples: [...changeExamples({ effect, rates, goldens, before, after })],
  };
}

/** Rates of one golden before and after, those that differ. */
function ratesOf(golden: string, before: readonly ObservedRun[], after: readonly ObservedRun[]): RateChange[] {
  const only = (runs: readonly ObservedRun[]) =>
    runs.map((run) => ({ ...run, goldens: new Map([...run.goldens].filter(([key]) => key === golden)) }));
  return rateChanges(only(before), only(after)).map((change) => ({ ...change, golden }));
}
