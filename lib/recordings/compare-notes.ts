import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { SampleComparison } from '../drift/compare-samples.ts';
import { fewestRunsASide } from '../drift/comparison/exchangeable-units.ts';

/** What was shuffled and what that assumes, in plain words. */
export function assumption({ exchangeable }: SampleComparison, before: number, after: number): string {
  if (exchangeable === 'runs')
    return `Whole runs were shuffled, ${before} before and ${after} after. The p-value holds whatever the draws of one run have in common, as long as runs are alike when nothing changed.`;
  const enough = fewestRunsASide();
  return `Single draws were shuffled inside each golden: ${before} before and ${after} after are too few runs to shuffle whole ones (${enough} and ${enough} would do). The p-value holds only if the draws of one run are independent of each other. On real endpoints they often are not, since they share a server's load; endpoints that did not change then show small p-values far too often. Take a small one as a reason to record more runs, not as proof.`;
}

/** What limits the result. */
export function resultNotes(
  { smallestPValue, exact, leftOut, exchangeable }: SampleComparison,
  alpha: number,
  was: readonly ObservedRun[],
  is: readonly ObservedRun[],
): string[] {
  const notes: string[] = [];
  if (smallestPValue > alpha)
    notes.push(
      `no p-value up to alpha = ${alpha} is possible here, the smallest is ${smallestPValue.toPrecision(2)}: ${exact ? `more ${exchangeable}` : 'more permutations'} would be needed`,
    );
  if (leftOut.before + leftOut.after > 0)
    notes.push(
      `the test used an even selection: ${leftOut.before} ${exchangeable} before and ${leftOut.after} after were left out; effect and rates use all`,
    );
  const inBoth = shared(new Set(was.map(({ run }) => run)), new Set(is.map(({ run }) => run))).size;
  if (inBoth > 0)
    notes.push(`${inBoth} run ids stand in both recordings: if these are the same runs, the p-value means nothing`);
  return notes;
}

/** What both sets have. */
export function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((item) => b.has(item)));
}
