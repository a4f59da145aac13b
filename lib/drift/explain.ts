import { seededRandom } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { Explanation, RateChange } from '../domain/verdict/explanation.ts';
import { changeExamples } from './change-examples.ts';
import { showsNothing } from './comparison/shown-effect.ts';
import { goldenPValues, goldenShifts } from './golden-shifts.ts';
import type { ChangeSeen } from './judge.ts';
import { rateChanges } from './rate-changes.ts';
import { trafficShare } from './traffic-share.ts';

/** Goldens whose own rates are told behind the pooled ones: the most moved. */
const goldensWithRates = 5;

export interface ChangeToExplain extends ChangeSeen {
  /** Fixes the resampling, so that the same runs give the same numbers. */
  readonly seed: string;
}

/** Says since when, how much, where and with which examples; never why. */
export function explain({ since, before, after, afterAlarm, size, seed }: ChangeToExplain): Explanation {
  const random = seededRandom(seed);
  const { goldens } = size;
  const effect = goldens.length === 0 || showsNothing(size.effect) ? undefined : size.effect;
  const fresh = afterAlarm === 0 ? [] : after.slice(-afterAlarm);
  const pValues = fresh.length === 0 ? new Map<string, number>() : goldenPValues(before, fresh, random);
  const rates = [...rateChanges(before, after)];
  const at = ({ run, at }: { readonly run: string; readonly at: string }) => ({ run, at });
  return {
    since: { ...at(since.run), earliest: at(since.earliest), latest: at(since.latest) },
    ...(effect === undefined ? {} : { effect }),
    trafficShare: trafficShare(before, after),
    goldens: [...goldenShifts(goldens, pValues)],
    goldensBy: pValues.size > 0 ? 'run-label-permutation' : 'ranking',
    rates: [...rates, ...goldens.slice(0, goldensWithRates).flatMap(({ golden }) => ratesOf(golden, before, after))],
    examples: [...changeExamples({ ...(effect === undefined ? {} : { effect }), rates, goldens, before, after })],
  };
}

/** Rates of one golden before and after, those that differ. */
function ratesOf(golden: string, before: readonly ObservedRun[], after: readonly ObservedRun[]): RateChange[] {
  const only = (runs: readonly ObservedRun[]) =>
    runs.map((run) => ({ ...run, goldens: new Map([...run.goldens].filter(([key]) => key === golden)) }));
  return rateChanges(only(before), only(after)).map((change) => ({ ...change, golden }));
}
