import type { ChangeAnswer, DatedChange, Span } from '../domain/verdict/change-answer.ts';
import type { Explanation } from '../domain/verdict/explanation.ts';
import { isActive } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { weightyFacts } from '../domain/verdict/weighty-facts.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunQuery } from '../ports/run-store.ts';
import type { Stores } from '../ports/stores.ts';
import { listConditions } from './list-conditions.ts';
import { listFacts } from './list-facts.ts';
import { incidentsSince, type ToldIncident } from './list-incidents.ts';
import { mostPerPage } from './page.ts';

type AnswerStores = Pick<Stores, 'runs' | 'judgements' | 'incidents' | 'conditions' | 'epochs'>;

/** Runs after the span that are counted, to know whether a change would have shown by now. */
const mostSince = 64;

/**
 * Did the model change last Tuesday? Answered from what was detected then and since: an alarm comes some runs after the
 * change, so later alarms that date their change to the span count, and the end of the span has to be long enough ago.
 *
 * Cost: reads the summaries of the runs of the span, and incidents and facts from indexes.
 */
export async function didItChange(
  endpoint: string,
  span: Span,
  { stores, clock }: { readonly stores: AnswerStores; readonly clock: Pick<Clock, 'now'> },
): Promise<ChangeAnswer> {
  const all = { ...span, limit: mostPerPage };
  const counts = await countRuns({ endpoint, from: span.from, until: span.until }, stores);
  // A change is over no earlier than it began, and told no earlier either.
  const dated = (await incidentsSince({ endpoint, from: span.from }, stores)).map(dateChange);
  const conditions = (await listConditions({ endpoint, ...all }, stores)).items;
  const facts = (await listFacts({ endpoint, ...all }, stores)).items;
  const epochs = await stores.epochs.list(endpoint);
  const since = await stores.judgements.summaries({ endpoint, from: span.until, last: mostSince });
  const tooEarly = earliness(counts.last, since, Date.parse(span.until) > clock.now().getTime());
  const [began, mayHave, before] = [beganIn(dated, span), mayHaveBegunIn(dated, span), changedBefore(dated, span)];
  const changes = [began, mayHave, before].find(({ length }) => length > 0) ?? [];
  const kind =
    began.length > 0
      ? 'changed'
      : mayHave.length > 0
        ? 'may-have'
        : counts.judged === 0
          ? 'cannot-tell'
          : before.length > 0
            ? 'was-changed'
            : tooEarly === undefined
              ? 'no-change-shown'
              : 'cannot-tell';
  const { runs, judged, drifting, unjudged, covered } = counts;
  return {
    kind,
    endpoint,
    span,
    changes,
    runs,
    judged,
    drifting,
    unjudged,
    ...(covered === undefined ? {} : { covered }),
    ...(tooEarly === undefined ? {} : { tooEarly }),
    facts: facts.filter((fact) => weightyFacts([fact]).length > 0),
    baselines: epochs.filter(({ startedAt }) => isIn(startedAt, span)),
    conditions,
  };
}

function dateChange({ incident, explanation }: ToldIncident): DatedChange {
  const { since, effect, goldens = [] } = explanation ?? ({} as Partial<Explanation>);
  const at = incident.openedAt;
  return {
    incident,
    since:
      since === undefined
        ? { at, earliest: at, latest: at }
        : { at: since.at, earliest: since.earliest.at, latest: since.latest.at },
    ...(effect === undefined ? {} : { effect }),
    goldens: goldens.filter(({ significant }) => significant).map(({ golden }) => golden),
  };
}

function beganIn(dated: readonly DatedChange[], span: Span): DatedChange[] {
  return dated.filter(({ since }) => isIn(since.at, span));
}

function mayHaveBegunIn(dated: readonly DatedChange[], { from, until }: Span): DatedChange[] {
  return dated.filter(
    ({ since }) => Date.parse(since.earliest) < Date.parse(until) && Date.parse(since.latest) >= Date.parse(from),
  );
}

function changedBefore(dated: readonly DatedChange[], { from }: Span): DatedChange[] {
  return dated.filter(({ since, incident }) => {
    const isOver = isActive(incident) ? undefined : (incident.resolvedAt ?? incident.updatedAt);
    return Date.parse(since.at) < Date.parse(from) && (isOver === undefined || Date.parse(isOver) > Date.parse(from));
  });
}

function isIn(at: string, { from, until }: Span): boolean {
  return Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(until);
}

/** Whether a change at the end of the span could have alarmed by now. */
function earliness(
  last: Judgement | undefined,
  since: readonly Judgement[],
  isToCome: boolean,
): ChangeAnswer['tooEarly'] {
  const runsSince = since.filter((one) => isConclusive(one) && one.epoch === last?.epoch).length;
  const needed = last?.verdict.kind === 'drift-detected' ? 1 : (last?.verdict.earliestAlarmRuns ?? 1);
  return runsSince >= needed - 1 && !isToCome ? undefined : { runsSince, needed };
}

function isConclusive({ verdict }: Judgement): boolean {
  return verdict.kind !== 'inconclusive';
}

interface Counts extends Pick<ChangeAnswer, 'runs' | 'judged' | 'drifting' | 'unjudged' | 'covered'> {
  /** The newest judged run of the span. */
  readonly last?: Judgement;
}

/** Reads the span page by page, newest first. */
async function countRuns(query: RunQuery, { runs, judgements }: AnswerStores): Promise<Counts> {
  const reasons = new Map<string, number>();
  let [planned, judged, drifting] = [0, 0, 0];
  let covered: Counts['covered'];
  let last: Judgement | undefined;
  for (let before: RunQuery['before']; ; ) {
    const page = { ...query, ...(before === undefined ? {} : { before }), last: mostPerPage };
    const records = await runs.list(page);
    const known = new Map((await judgements.summaries(page)).map((one) => [one.run, one]));
    for (const { run } of records.toReversed()) {
      planned++;
      const judgement = known.get(run);
      if (judgement === undefined || !isConclusive(judgement)) {
        const reason = judgement?.verdict.kind === 'inconclusive' ? judgement.verdict.reason : 'not-judged';
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        continue;
      }
      last ??= judgement;
      judged++;
      if (judgement.verdict.kind === 'drift-detected') drifting++;
      const { coverage } = judgement;
      if (coverage !== undefined && coverage.judged < Math.min(coverage.expected, covered?.judged ?? Infinity))
        covered = { judged: coverage.judged, expected: coverage.expected };
    }
    const [oldest] = records;
    if (oldest === undefined || records.length < mostPerPage) break;
    before = { at: oldest.plannedAt, run: oldest.run };
  }
  const unjudged = [...reasons].map(([reason, count]) => ({ reason, runs: count })).sort((a, b) => b.runs - a.runs);
  return { runs: planned, judged, drifting, unjudged, ...(covered && { covered }), ...(last && { last }) };
}
