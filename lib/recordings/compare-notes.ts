import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { SampleComparison } from '../drift/compare-samples.ts';
import { fewestRunsASide } from '../drift/comparison/exchangeable-units.ts';
import { commonShare } from '../drift/comparison/one-way.ts';
import { fewestDraws, type ShownEffect, usualDraws } from '../drift/comparison/shown-effect.ts';

/** What was shuffled and what that assumes, in plain words. */
export function describeAssumption(
  { exchangeable, verdict, oneWay }: SampleComparison,
  was: readonly ObservedRun[],
  is: readonly ObservedRun[],
): string {
  const runs = `${was.length} before and ${is.length} after`;
  if (exchangeable === 'runs')
    return `Whole runs were shuffled, ${runs}. The p-value holds whatever the draws of one run have in common, as long as runs are alike when nothing changed.`;
  const enough = fewestRunsASide();
  const shuffled = `Single draws were shuffled inside each golden: ${runs} are too few runs to shuffle whole ones (${enough} and ${enough} would do).`;
  if (verdict !== 'changed' || oneWay === undefined)
    return `${shuffled} The p-value holds only if the draws of one run are independent of each other. On real endpoints they often are not, since they share a server's load; endpoints that did not change then show small p-values far too often. Take a small one as a reason to record more runs, not as proof.`;
  return `${shuffled} That alone would take the draws of one run to be independent, which on real endpoints they often are not. But ${oneWay.moved} of ${oneWay.goldens} goldens moved the same way, more than what the draws of a run have in common explains even if it moved ${commonShare * 10} goldens in 10. Whether the change lasts, only more runs can tell.`;
}

/** Why no effect is given; to be read after "effect". */
export function explainMissingEffect(
  reason: Exclude<ShownEffect, object>,
  was: readonly ObservedRun[],
  is: readonly ObservedRun[],
): string {
  const draws = Math.min(usualDraws(was), usualDraws(is));
  const words = draws <= 1 ? 'one draw' : `${draws} draws`;
  if (reason === 'too-few-draws')
    return `cannot be estimated from ${words} a golden (${fewestDraws} on each side begin to show it, more do better)`;
  if (reason === 'same-answers')
    return 'cannot be estimated: the answers are the same on both sides, what differs are numbers beside them, such as log-probabilities';
  return `cannot be estimated: smaller than ${words} a golden can show, or hardly any answer comes twice`;
}

/** What limits the result. */
export function noteLimits(
  { smallestPValue, exact, leftOut, exchangeable, verdict }: SampleComparison,
  alpha: number,
  was: readonly ObservedRun[],
  is: readonly ObservedRun[],
): string[] {
  const notes: string[] = [];
  if (smallestPValue > alpha)
    notes.push(
      `no p-value up to alpha = ${alpha} is possible here, the smallest is ${smallestPValue.toPrecision(2)}: ${exact ? `more ${exchangeable === 'runs' ? 'runs' : 'goldens or draws'}` : 'more permutations'} would be needed`,
    );
  if (verdict === 'no-change-shown' && usualDraws(was) <= 1 && usualDraws(is) <= 1)
    notes.push(
      `one draw a golden on each side shows what changed in the same way on many goldens; answers that changed each in a way of its own need ${fewestDraws} draws or more`,
    );
  if (leftOut.before + leftOut.after > 0)
    notes.push(
      `the test used an even selection: ${leftOut.before} ${exchangeable} before and ${leftOut.after} after were left out; effect and rates use all`,
    );
  const inBoth = intersect(new Set(was.map(({ run }) => run)), new Set(is.map(({ run }) => run))).size;
  if (inBoth > 0)
    notes.push(`${inBoth} run ids stand in both recordings: if these are the same runs, the p-value means nothing`);
  return notes;
}

/** What both sets have. */
export function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((item) => b.has(item)));
}
