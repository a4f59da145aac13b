import { seededRandom } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { Explanation } from '../domain/verdict/explanation.ts';
import type { Alarm } from '../domain/verdict/verdict.ts';
import { answerShares } from './answer-shares.ts';
import { changeExamples } from './change-examples.ts';
import { showsNothing } from './comparison/shown-effect.ts';
import { totalVariation } from './effect-size.ts';
import { rateChangesByGolden } from './golden-rates.ts';
import { goldenPValues, goldenShifts } from './golden-shifts.ts';
import type { ChangeSeen } from './judge.ts';
import { movedNumbers } from './moved-numbers.ts';
import { newestRuns } from './newest-runs.ts';
import { severityOf } from './severity-of.ts';
import { shiftTimeline } from './shift-timeline.ts';
import { trafficShare } from './traffic-share.ts';

export interface ChangeToExplain extends ChangeSeen {
  /** Of the verdict: what alarmed. */
  readonly alarms: readonly Alarm[];
  /** Fixes the resampling, so that the same runs give the same numbers. */
  readonly seed: string;
}

/** Resamples for the interval of the newest runs, which is wide however many there are. */
const newestResamples = 200;

/**
 * Says since when, how much, where, with which examples, and whether it goes on; never why.
 *
 * Cost: about twice that of the effect, some 0.2 s for 64 runs of 100 goldens x 5 draws.
 */
export function explain({ since, before, after, afterAlarm, size, alarms, seed }: ChangeToExplain): Explanation {
  const random = seededRandom(seed);
  const effect = size.goldens.length === 0 || showsNothing(size.effect) ? undefined : size.effect;
  const fresh = afterAlarm === 0 ? [] : after.slice(-afterAlarm);
  const pValues = fresh.length === 0 ? new Map<string, number>() : goldenPValues(before, fresh, random);
  const goldens = [...goldenShifts(size.goldens, pValues)];
  const ranked = mostMoved(goldens);
  const newest = newestRuns(after);
  const rates = rateChangesByGolden({ before, after, newest });
  const moved = movedNumbers({ before, after, newest });
  const at = ({ run, at }: { readonly run: string; readonly at: string }) => ({ run, at });
  return {
    since: { ...at(since.run), earliest: at(since.earliest), latest: at(since.latest) },
    ...(effect === undefined ? {} : { effect }),
    severity: severityOf({ rates, ...(effect === undefined ? {} : { effect }) }, alarms),
    ...(newest === undefined ? {} : newestOf(before, newest, seed)),
    trafficShare: trafficShare(before, after),
    goldens,
    goldensBy: pValues.size > 0 ? 'run-label-permutation' : 'ranking',
    rates,
    examples: [...changeExamples(before, after)],
    ...(moved.length === 0 ? {} : { moved }),
    answers: answerShares(ranked, before, after),
    timeline: shiftTimeline(ranked, before, after),
  };
}

/** Those that passed the test first, and then by effect. */
function mostMoved(goldens: Explanation['goldens']): string[] {
  return goldens.toSorted((a, b) => Number(b.significant) - Number(a.significant)).map(({ golden }) => golden);
}

/** Which runs are the newest, and how far their answers are from those before. */
function newestOf(
  before: readonly ObservedRun[],
  newest: readonly ObservedRun[],
  seed: string,
): Pick<Explanation, 'newest' | 'effectNewest'> {
  const [first] = newest as readonly [ObservedRun];
  const { effect, goldens } = totalVariation(before, newest, {
    random: seededRandom(`${seed}\nnewest`),
    resamples: newestResamples,
  });
  return {
    newest: { runs: newest.length, from: { run: first.run, at: first.at } },
    ...(goldens.length === 0 || showsNothing(effect) ? {} : { effectNewest: effect }),
  };
}
