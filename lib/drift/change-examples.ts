import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { BeforeAfter, Explanation, RateChange } from '../domain/verdict/explanation.ts';
import { beforeAfterExample } from './examples.ts';
import { expectationPrefix } from './rate-changes.ts';

const mostExamples = 3;

export interface ChangeSeen extends Pick<Explanation, 'effect'> {
  readonly rates: readonly RateChange[];
  /** Most moved first. */
  readonly goldens: readonly { readonly golden: string }[];
  readonly before: readonly ObservedRun[];
  readonly after: readonly ObservedRun[];
}

/**
 * Pairs of answers that show the change. Two answers of an unchanged model part as well: where the answers as a whole are
 * not shown to differ, only an answer that fails what answers now clearly fail more often is an example of anything.
 */
export function changeExamples({ effect, rates, goldens, before, after }: ChangeSeen): readonly BeforeAfter[] {
  const drawsOf = (runs: readonly ObservedRun[], golden: string) =>
    runs.flatMap((run) => [...(run.goldens.get(golden) ?? [])]);
  const failing = rates.filter(nowFails).map(({ name }) => expectationPrefix + name);
  const fails = ({ properties }: Draw) => failing.some((name) => (properties[name] ?? 0) > 0);
  const examples: BeforeAfter[] = [];
  for (const { golden } of goldens) {
    let [was, is] = [drawsOf(before, golden), drawsOf(after, golden)];
    if (effect === undefined || effect.low <= 0) [was, is] = [was.filter((draw) => !fails(draw)), is.filter(fails)];
    const example = beforeAfterExample(golden, was, is);
    if (example !== undefined) examples.push(example);
    if (examples.length === mostExamples) break;
  }
  return examples;
}

/** Whether an expectation fails more often, beyond both intervals. */
function nowFails({ kind, before, after }: RateChange): boolean {
  return kind === 'expectation' && after.low > before.high;
}
