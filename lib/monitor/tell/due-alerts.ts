import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Interval } from '../../domain/interval.ts';
import type { Alert, IncidentAlert } from '../../domain/verdict/alert.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { isAtLeast } from '../../domain/verdict/severity.ts';
import { weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import type { Stores } from '../../ports/stores.ts';
import { factAlertId } from './fact-alert-id.ts';

/** An alert and the pieces of news that it brings; a sink that knows them all is not sent it. */
export interface Due {
  readonly alert: Alert;
  readonly news: readonly string[];
  /** Set where the alert is for those who do not know the first piece yet, whatever they know of the others. */
  readonly ifFirstIsNew?: boolean;
}

export interface DueDeps {
  readonly stores: Pick<Stores, 'judgements'>;
  readonly falseAlarmsPerYear?: number;
}

/** Everything that there is to tell of an incident, in order, from what is stored about it. */
export async function dueOfIncident(incident: Incident, endpoint: Endpoint, deps: DueDeps): Promise<Due[]> {
  const { judgements } = deps.stores;
  const opening = await judgements.get(incident.openedByRun);
  if (opening === undefined) return [];
  const newest = incident.lastRun === incident.openedByRun ? opening : await judgements.get(incident.lastRun);

  const alert = (kind: IncidentAlert['kind'], id: string, judgement: Judgement): IncidentAlert => ({
    id: `${incident.id}/${id}`,
    kind,
    incident,
    judgement,
    endpoint: endpointName(endpoint),
    ...(deps.falseAlarmsPerYear === undefined ? {} : { falseAlarmsPerYear: deps.falseAlarmsPerYear }),
  });
  const of = (pieces: readonly string[]) => pieces.map((piece) => `${incident.id} ${piece}`);
  // Whoever was told that it is over hears that it is not, under another name than the first time.
  const again = incident.reopened === undefined ? '' : ` again ${incident.reopened.times}`;
  const due: Due[] = [{ alert: alert('opened', `opened${again}`, opening), news: of([`opened${again}`]) }];
  if (newest !== undefined && newest !== opening) {
    const growth = growthSince(opening, newest);
    const found = weightyFacts(newest.evidence.facts).length > 0;
    const id = `updated/${[...growth, ...(found ? [`facts of ${newest.run}`] : [])].join('+')}`;
    const news = [...of(growth), ...(found ? [factAlertId(newest)] : [])];
    if (news.length > 0) due.push({ alert: alert('updated', id, newest), news });
  }
  if (!isActive(incident)) {
    const last = (await resolvingJudgement(incident, deps)) ?? newest ?? opening;
    due.push({ alert: alert('resolved', `resolved${again}`, last), news: of([`resolved${again}`]) });
  }
  return due;
}

/**
 * How a later run goes beyond the one that raised the alarm and is worth disturbing somebody again, each once an
 * incident: another group of channels alarms, the effect is larger beyond doubt, or it matters more.
 */
function growthSince(opening: Judgement, newest: Judgement): string[] {
  if (opening.verdict.kind !== 'drift-detected' || newest.verdict.kind !== 'drift-detected') return [];
  const groups = new Set(opening.verdict.alarms.map(({ group }) => group));
  const news = [
    ...newest.verdict.alarms.filter(({ group }) => !groups.has(group)).map(({ group }) => `channels ${group}`),
    ...(isLarger(newest.verdict.effect, opening.verdict.effect) ? ['larger effect'] : []),
    ...severityGrowth(opening, newest),
  ];
  return [...new Set(news)].sort();
}

/** That it matters more than when it was told: whoever is told from some severity on may hear of it for the first time. */
function severityGrowth({ explanation: then }: Judgement, { explanation: now }: Judgement): string[] {
  if (then?.severity === undefined || now?.severity === undefined || isAtLeast(then.severity, now.severity)) return [];
  return [`severity ${now.severity}`];
}

function isLarger(now: Interval | undefined, then: Interval | undefined): boolean {
  return now !== undefined && then !== undefined && now.low > then.high;
}

/** The judgement that found the change gone; there is none where a person closed the incident. */
async function resolvingJudgement(
  { endpoint, epoch, status, resolvedAt }: Incident,
  { stores }: Pick<DueDeps, 'stores'>,
): Promise<Judgement | undefined> {
  if (status !== 'resolved' || resolvedAt === undefined) return undefined;
  const until = new Date(Date.parse(resolvedAt) + 1).toISOString();
  return (await stores.judgements.list({ endpoint, epoch, from: resolvedAt, until })).at(-1);
}

/** What an alert says of its endpoint. */
export function endpointName({ id, provider, model }: Endpoint): Alert['endpoint'] {
  return { id, provider, model };
}
