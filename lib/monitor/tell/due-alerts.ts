import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { IncidentAlert } from '../../domain/verdict/alert.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Due, endpointName, membersPiece, toldGroup } from './due.ts';
import { factAlertId } from './fact-alert-id.ts';
import { type GroupDeps, keepInGroup } from './groups.ts';
import { growthSince } from './growth-since.ts';
import { onsetOf } from './onset.ts';
import { toldMembers } from './told-members.ts';

export interface DueDeps extends GroupDeps {
  readonly stores: Pick<Stores, 'judgements' | 'incidents' | 'groups'>;
  readonly falseAlarmsPerYear?: number;
  /** Set where nobody else is about to be judged, so that nobody is waited for who may join. */
  readonly allJoined?: boolean;
}

/**
 * Everything that there is to tell of an incident, in order, from what is stored about it. Incidents of one group are told
 * together, as the one that founded it.
 */
export async function dueOfIncident(incident: Incident, endpoint: Endpoint, deps: DueDeps): Promise<Due[]> {
  const { judgements, incidents } = deps.stores;
  const opening = await judgements.get(incident.openedByRun);
  if (opening === undefined) return [];
  const group = await keepInGroup(
    {
      ...{ endpoint: endpoint.id, provider: endpoint.provider, model: endpoint.model },
      subject: incident.id,
      active: isActive(incident),
      about: 'change',
      onset: await onsetOf(opening, judgements),
      hasNews: incident.acknowledged !== undefined || incident.reopened !== undefined,
    },
    deps,
  );
  if (group === undefined) return [];
  const own = { group, incident, opening, by: incident };
  if (group.id === incident.id && (isActive(incident) || isOver(group))) return dueOfGroup(own, deps);
  // What founded the group stands for it; where it is over there, another one at which it goes on.
  const founder = await incidents.get(group.id);
  const first = founder && (await judgements.get(founder.openedByRun));
  if (founder !== undefined && first !== undefined && (isActive(founder) || isOver(group)))
    return dueOfGroup({ group, incident: founder, opening: first, by: incident }, deps);
  return isActive(incident) ? dueOfGroup(own, deps) : [];
}

interface TheGroup {
  readonly group: IncidentGroup;
  /** The incident that stands for it, and what was found when that opened. */
  readonly incident: Incident;
  readonly opening: Judgement;
  /** The member whose news are looked for. */
  readonly by: Incident;
}

async function dueOfGroup({ group, incident, opening, by }: TheGroup, deps: DueDeps): Promise<Due[]> {
  const count = toldMembers(group, deps.clock.now(), deps);
  const { provider = '', model = '' } = group.members.find(({ subject }) => subject === incident.id) ?? {};
  const alert = (kind: IncidentAlert['kind'], id: string, judgement: Judgement): IncidentAlert => ({
    id: `${group.id}/${id}`,
    kind,
    incident,
    judgement,
    endpoint: endpointName({ id: incident.endpoint, provider, model }),
    ...toldGroup(group, count),
    ...(deps.falseAlarmsPerYear === undefined ? {} : { falseAlarmsPerYear: deps.falseAlarmsPerYear }),
    ...(opening.quiet === undefined || (kind !== 'opened' && kind !== 'resolved') ? {} : { heldBack: opening.quiet }),
  });
  const of = (pieces: readonly string[]) => pieces.map((piece) => `${group.id} ${piece}`);
  // Whoever was told that it is over hears that it is not, under another name than the first time.
  const again = incident.reopened === undefined ? '' : ` again ${incident.reopened.times}`;
  const members = membersPiece(group, count);
  const opened: Due = {
    alert: alert('opened', `opened${again}`, opening),
    news: [...of([`opened${again}`]), ...members],
    ifFirstIsNew: true,
  };
  const resolved = async (): Promise<Due> => {
    const last = (await resolvingJudgement(incident, deps)) ?? (await deps.stores.judgements.get(incident.lastRun));
    return { alert: alert('resolved', `resolved${again}`, last ?? opening), news: of([`resolved${again}`]) };
  };
  // Nobody is woken by what began and ended while nothing was to be told: one message says both.
  if (isOver(group) && opening.quiet !== undefined) {
    const end = await resolved();
    return [{ alert: end.alert, news: [...opened.news, ...end.news], ifFirstIsNew: true }, end];
  }
  const due: Due[] = [opened];
  if (members.length > 0) due.push({ alert: alert('updated', `updated/${count} members`, opening), news: members });
  if (by === incident && incident.acknowledged === undefined)
    due.push(...(await growthOf(incident, opening, alert, of, deps)));
  if (by.acknowledged !== undefined && isActive(by)) {
    const { at } = by.acknowledged;
    const noted = alert('acknowledged', `acknowledged/${at}`, opening);
    const seen = { ...incident, status: by.status, acknowledged: by.acknowledged };
    due.push({ alert: { ...noted, incident: seen }, news: of([`acknowledged ${at}`]) });
  }
  if (isOver(group)) due.push(await resolved());
  return due;
}

/** What the newest run of an incident adds to what was told when it opened. */
async function growthOf(
  incident: Incident,
  opening: Judgement,
  alert: (kind: IncidentAlert['kind'], id: string, judgement: Judgement) => IncidentAlert,
  of: (pieces: readonly string[]) => string[],
  { stores: { judgements } }: DueDeps,
): Promise<Due[]> {
  const newest = incident.lastRun === incident.openedByRun ? undefined : await judgements.get(incident.lastRun);
  if (newest === undefined) return [];
  const growth = growthSince(opening, newest);
  const found = weightyFacts(newest.evidence.facts).length > 0;
  const id = `updated/${[...growth, ...(found ? [`facts of ${newest.run}`] : [])].join('+')}`;
  const news = [...of(growth), ...(found ? [factAlertId(newest)] : [])];
  return news.length === 0 ? [] : [{ alert: alert('updated', id, newest), news }];
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

function isOver({ members }: IncidentGroup): boolean {
  return members.every(({ active }) => !active);
}
