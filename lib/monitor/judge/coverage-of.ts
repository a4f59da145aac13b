import { goldenKey } from '../../domain/golden/golden-key.ts';
import type { AskedDraw } from '../../domain/run/asked-draw.ts';
import { failuresOf } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { type Coverage, isExpected, type UnjudgedGolden } from '../../domain/verdict/coverage.ts';
import type { Coverage as Layout, NotJudged, RunEvidence } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';

export interface CoverageQuestion {
  readonly record: RunRecord;
  readonly samples: readonly AskedDraw[];
  readonly evidence: Pick<RunEvidence, 'coverage'>;
  /** What the detector decides; while it learns there is nothing to cover. */
  readonly verdict: Verdict;
  /** The judgement before, of the same epoch: what was so in it is so since then. */
  readonly previous: Judgement | undefined;
}

/** What the verdict on a run covers, and since when; undefined while nothing was learned that it could be held against. */
export function coverageOf(question: CoverageQuestion): Coverage | undefined {
  const { record, samples, evidence, verdict, previous } = question;
  const drawn = Map.groupBy(samples, goldenKey);
  const layout = evidence.coverage;
  if (layout === undefined || layout.baseline === 0 || isLearning(verdict)) return undefined;

  const known = new Map((previous?.coverage?.unjudged ?? []).map((golden) => [golden.golden, golden]));
  const here = { run: record.run, at: record.plannedAt };
  const unjudged = causes(withUnanswered(layout, drawn), drawn, record).map((cause): UnjudgedGolden => {
    const before = known.get(cause.golden);
    if (isJustLearned(cause, before))
      return {
        ...before,
        since: { ...before.since, runs: before.since.runs + 1 },
        learned: { runs: before.learned.of, of: before.learned.of },
      };
    return {
      ...cause,
      since: before === undefined ? { ...here, runs: 1 } : { ...before.since, runs: before.since.runs + 1 },
    };
  });
  const isAsBefore = unjudged.length === known.size && unjudged.every(({ golden }) => known.has(golden));
  return {
    judged: layout.judged,
    expected: layout.judged + unjudged.filter(isExpected).length,
    baseline: layout.baseline,
    references: layout.cohorts.length === 0 ? 0 : Math.min(...layout.cohorts.map(({ references }) => references)),
    unjudged,
    since: (isAsBefore ? previous?.coverage?.since : undefined) ?? here,
    ...(layout.sampleOf === undefined ? {} : { sampleOf: layout.sampleOf }),
    ...(record.stream === undefined ? {} : { stream: record.stream }),
    ...(layout.circumstances === undefined ? {} : { circumstances: layout.circumstances }),
  };
}

function isLearning(verdict: Verdict): boolean {
  return (
    verdict.kind === 'inconclusive' && (verdict.reason === 'learning' || verdict.reason === 'baseline-not-uniform')
  );
}

type Cause = Omit<UnjudgedGolden, 'since'>;

/** With goldens that were asked for and never answered: of those the detector has not heard. */
function withUnanswered(layout: Layout, drawn: ReadonlyMap<string, readonly AskedDraw[]>): readonly NotJudged[] {
  const listed = new Set(layout.notJudged.map(({ golden }) => golden));
  const unanswered = [...drawn].filter(
    ([golden, samples]) => !listed.has(golden) && samples.every(({ error }) => error !== undefined),
  );
  return [...layout.notJudged, ...unanswered.map(([golden]) => ({ golden, why: 'failed' as const }))];
}

/** Whether a golden learned the last run of its baseline just now: with the next one it is judged. */
function isJustLearned(
  { why }: Cause,
  before: UnjudgedGolden | undefined,
): before is UnjudgedGolden & { readonly learned: NonNullable<UnjudgedGolden['learned']> } {
  if (why !== 'other-design' || before?.why !== 'learning' || before.learned === undefined) return false;
  return before.learned.runs === before.learned.of - 1;
}

/** Why each golden was not judged; the old version of an edited one is told of with the new, if at all. */
function causes(
  notJudged: readonly NotJudged[],
  drawn: ReadonlyMap<string, readonly AskedDraw[]>,
  record: RunRecord,
): Cause[] {
  const idOf = (key: string) => drawn.get(key)?.[0]?.golden ?? key.replace(/@[0-9a-f]+$/, '');
  const gone = new Set(notJudged.filter(({ why }) => why === 'not-asked').map(({ golden }) => idOf(golden)));
  const asked = new Set([...drawn.keys()].map(idOf));
  return notJudged
    .filter(({ golden, why }) => why !== 'not-asked' || !asked.has(idOf(golden)))
    .map((golden) => ({
      ...causeOf(golden, drawn.get(golden.golden) ?? [], record),
      ...(golden.why === 'learning' && gone.has(idOf(golden.golden)) ? { isEdited: true } : {}),
    }))
    .sort((a, b) => (a.golden < b.golden ? -1 : 1));
}

function causeOf({ golden, why, learned }: NotJudged, samples: readonly AskedDraw[], { status }: RunRecord): Cause {
  if (why === 'learning') return { golden, why, ...(learned === undefined ? {} : { learned }) };
  // A run that was cut off never came to some of its draws.
  if (samples.length === 0) return { golden, why: status === 'closed' ? 'too-few-answers' : 'gone' };
  const failed = samples.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return { golden, why: why === 'too-few-draws' ? 'other-design' : 'too-few-answers' };
  const classes = [...Map.groupBy(failed.flatMap(failuresOf), (name) => name)];
  const [failure] = classes.reduce((most, one) => (one[1].length > most[1].length ? one : most));
  return { golden, why: 2 * failed.length >= samples.length ? 'failing' : 'too-few-answers', failure };
}
