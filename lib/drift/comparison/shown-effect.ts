import type { Interval } from '../../domain/interval.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import { median } from '../../stats/median-mad.ts';
import type { EffectSize } from '../effect-size.ts';
import { outputKey } from '../output-tree.ts';

/** An effect with its interval, or why the data show none. */
export type ShownEffect = Interval | 'too-few-draws' | 'same-answers' | 'not-shown';

/** Draws a golden and side with which an effect can begin to show: one draw is learned from and one is measured; with no more than that, none comes twice among those learned from. */
export const fewestDraws = 3;

/** An upper end below this is written as 0.0 %. */
const nothingShown = 0.0005;

/**
 * What may be said about the effect. An interval that ends at 0 says "nothing moved", and that is true only where both
 * sides gave the same answers and nothing else changed: otherwise these draws could not show it, which is another thing.
 */
export function showEffect(
  { effect, goldens }: EffectSize,
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  changed: boolean,
): ShownEffect {
  if (goldens.length === 0) return 'too-few-draws';
  if (!showsNothing(effect)) return effect;
  if (Math.min(usualDraws(before), usualDraws(after)) < fewestDraws) return 'too-few-draws';
  if (!sameAnswers(before, after)) return 'not-shown';
  return changed ? 'same-answers' : effect;
}

/** Whether an interval would read "0.0 % [0.0 %, 0.0 %]": of a change that has alarmed it says that these draws cannot show it. */
export function showsNothing({ high }: Interval): boolean {
  return high < nothingShown;
}

/** The number of draws that the middle one of the goldens has, over all runs of a side. */
export function usualDraws(runs: readonly ObservedRun[]): number {
  const counts = new Map<string, number>();
  for (const { goldens } of runs)
    for (const [golden, draws] of goldens) counts.set(golden, (counts.get(golden) ?? 0) + draws.length);
  return median([...counts.values()]);
}

/** Whether each golden has the same answers on both sides, and each of them in the same share. */
function sameAnswers(before: readonly ObservedRun[], after: readonly ObservedRun[]): boolean {
  const [was, is] = [sharesOf(before), sharesOf(after)];
  return was.size === is.size && [...was].every(([answer, share]) => Math.abs(share - (is.get(answer) ?? 0)) < 1e-9);
}

function sharesOf(runs: readonly ObservedRun[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  const counts = new Map<string, { golden: string; count: number }>();
  for (const { goldens } of runs)
    for (const [golden, draws] of goldens) {
      all.set(golden, (all.get(golden) ?? 0) + draws.length);
      for (const draw of draws) {
        const answer = `${golden}\0${outputKey(draw)}`;
        counts.set(answer, { golden, count: (counts.get(answer)?.count ?? 0) + 1 });
      }
    }
  return new Map([...counts].map(([answer, { golden, count }]) => [answer, count / (all.get(golden) ?? count)]));
}
