import { goldenKey, goldenName } from '../../domain/golden/golden-key.ts';
import { type FailureClass, failureClasses } from '../../domain/run/completion.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { BlindCause, FailedCalls, UnwatchedGolden } from '../../domain/verdict/condition.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/** How much one run let us see of its endpoint. */
export interface RunSight {
  readonly run: string;
  readonly at: string;
  /**
   * - `unreached`: every call that was made failed;
   * - `unjudged`: answers came, or no call was made, and nothing can be said after it;
   * - `judged`: it was judged, or learned as a part of the baseline.
   */
  readonly saw: 'unreached' | 'unjudged' | 'judged';
  /** Of a run that is unjudged. */
  readonly cause?: BlindCause;
  readonly planned: number;
  readonly completed: number;
  /** Commonest first. */
  readonly failures: readonly FailedCalls[];
  /** Goldens that were drawn and that nothing is said about; by id. */
  readonly goldens: readonly UnwatchedGolden[];
  /** Goldens that were drawn. */
  readonly of: number;
}

/** What a sealed and judged run let us see. @param samples of the run; none where they are gone. */
export function sightOf(record: RunRecord, judgement: Judgement, samples: readonly Sample[]): RunSight {
  const { run, plannedAt: at, planned, completed, failed } = record;
  const cause = causeOf(record, judgement);
  const isUnreached = completed === 0 && failed > 0;
  const drawn = Map.groupBy(samples, ({ golden }) => golden);
  return {
    run,
    at,
    saw: isUnreached ? 'unreached' : cause === undefined ? 'judged' : 'unjudged',
    ...(isUnreached || cause === undefined ? {} : { cause }),
    planned,
    completed,
    failures: failuresOf(samples),
    goldens: isUnreached
      ? []
      : byId(uncoveredGoldens(judgement) ?? unwatchedGoldens(drawn, judgement, cause === undefined)),
    of: drawn.size,
  };
}

/** Why nothing can be said after a run; undefined where something can, and while the baseline is being learned. */
function causeOf({ completed, failed, closedBecause }: RunRecord, judgement: Judgement): BlindCause | undefined {
  const { verdict, evidence } = judgement;
  const reason = verdict.kind === 'inconclusive' && verdict.reason !== 'learning' ? verdict.reason : undefined;
  if (evidence.counted && reason === undefined) return undefined;
  if (closedBecause === 'budget') return 'over-budget';
  if (completed + failed === 0) return 'no-calls';
  return causes[reason ?? ''] ?? (evidence.counted ? 'other' : 'too-few-answers');
}

/** By the reason of an inconclusive verdict. */
const causes: { readonly [reason: string]: BlindCause } = {
  'too-few-samples': 'too-few-answers',
  'baseline-not-uniform': 'baseline-not-uniform',
  'nothing-in-common': 'nothing-in-common',
  'new-circumstances': 'new-circumstances',
  'baseline-too-short': 'baseline-too-short',
  'partly-covered': 'partly-covered',
};

/** What a judgement says of goldens that it does not cover; undefined where it says nothing of that. */
function uncoveredGoldens({ coverage }: Judgement): UnwatchedGolden[] | undefined {
  return coverage?.unjudged.map(({ golden: key, why, failure, learned }): UnwatchedGolden => {
    const golden = goldenName(key);
    if (why === 'failing') return { golden, why, ...(failure === undefined ? {} : { class: classOf(failure) }) };
    return { golden, why: why === 'gone' ? why : 'not-judged', ...(learned === undefined ? {} : { learned }) };
  });
}

/** The same from what the run drew, for judgements of before 2026-12, which do not say it themselves. */
function unwatchedGoldens(
  drawn: ReadonlyMap<string, readonly Sample[]>,
  { evidence: { goldens = [] } }: Judgement,
  isJudged: boolean,
): UnwatchedGolden[] {
  const judged = new Set(goldens.map(({ golden }) => golden));
  return [...drawn].flatMap(([golden, samples]): UnwatchedGolden[] => {
    const answered = samples.filter(({ error }) => error === undefined);
    if (answered.length === 0) {
      const [commonest] = failuresOf(samples);
      return [{ golden, why: 'failing', ...(commonest === undefined ? {} : { class: commonest.class }) }];
    }
    // While the baseline is learned no golden has a score.
    const isUnknown = isJudged && judged.size > 0 && !answered.some((sample) => judged.has(goldenKey(sample)));
    return isUnknown ? [{ golden, why: 'not-judged' }] : [];
  });
}

function byId(goldens: readonly UnwatchedGolden[]): UnwatchedGolden[] {
  return [...goldens].sort((a, b) => (a.golden < b.golden ? -1 : 1));
}

/** What stands in a sample may come from anywhere: a class that we do not know is `unknown`. */
function classOf(error: string): FailureClass {
  return Object.hasOwn(failureClasses, error) ? (error as FailureClass) : 'unknown';
}

/** Failed calls by class. */
function failuresOf(samples: readonly Sample[]): FailedCalls[] {
  const classes = Map.groupBy(
    samples.flatMap(({ error }) => (error === undefined ? [] : [error])),
    classOf,
  );
  return [...classes]
    .map(([name, calls]) => ({ class: name, calls: calls.length }))
    .sort((a, b) => b.calls - a.calls || (a.class < b.class ? -1 : 1));
}
