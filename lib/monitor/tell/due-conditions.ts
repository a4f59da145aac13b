import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ConditionAlert } from '../../domain/verdict/alert.ts';
import { type Condition, conditionCauses, isConditionOpen } from '../../domain/verdict/condition.ts';
import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Due, endpointName, membersPiece, toldGroup } from './due.ts';
import { type GroupDeps, keepInGroup } from './groups.ts';
import { runBefore } from './onset.ts';
import { toldMembers } from './told-members.ts';

/** Conditions that ended are looked for among so many of the newest. */
const lookBack = 20;

export interface DueConditionsDeps extends GroupDeps {
  readonly stores: Pick<Stores, 'conditions' | 'groups' | 'judgements'>;
  readonly allJoined?: boolean;
}

/**
 * What there is to tell of the conditions of an endpoint: each that goes on, and each that ended since `from`. One that is
 * over is one message, also for whoever never heard of it: nobody is woken by what is past. Those that endpoints share are
 * told together.
 */
export async function dueConditions(endpoint: Endpoint, from: string, deps: DueConditionsDeps): Promise<Due[]> {
  const { conditions } = deps.stores;
  const newest = await conditions.list({ endpoint: endpoint.id, last: lookBack });
  const over = newest.filter(
    ({ status, updatedAt }) => status === 'resolved' && Date.parse(updatedAt) >= Date.parse(from),
  );
  const due: Due[] = [];
  for (const one of [...over, ...(await conditions.open(endpoint.id))]) due.push(...(await dueOf(one, endpoint, deps)));
  return due;
}

async function dueOf(condition: Condition, endpoint: Endpoint, deps: DueConditionsDeps): Promise<Due[]> {
  const group = await keepInGroup(
    {
      ...{ endpoint: endpoint.id, provider: endpoint.provider, model: endpoint.model },
      subject: condition.id,
      active: isConditionOpen(condition),
      about: aboutOf(condition),
      onset: {
        after: await runBefore({ endpoint: endpoint.id, at: condition.since }, deps.stores.judgements),
        until: condition.since,
      },
    },
    deps,
  );
  if (group === undefined) return [];
  const founder = group.id === condition.id ? condition : await deps.stores.conditions.get(group.id);
  const isOver = group.members.every(({ active }) => !active);
  // What founded the group stands for it; where it is over there, another one at which it goes on.
  if (founder !== undefined && (isConditionOpen(founder) || isOver)) return dueOfGroup(group, founder, condition, deps);
  return isConditionOpen(condition) ? dueOfGroup(group, condition, condition, deps) : [];
}

/** @param condition the one that stands for the group. @param own the one whose news are looked for. */
function dueOfGroup(group: IncidentGroup, condition: Condition, own: Condition, deps: DueConditionsDeps): Due[] {
  const count = toldMembers(group, deps.clock.now(), deps);
  const { provider = '', model = '' } = group.members.find(({ subject }) => subject === condition.id) ?? {};
  const alert = (kind: ConditionAlert['kind'], name: string): ConditionAlert => ({
    id: `${group.id}/${name}`,
    kind,
    condition,
    endpoint: endpointName({ id: condition.endpoint, provider, model }),
    ...toldGroup(group, count),
  });
  const piece = (name: string) => `${group.id} ${name}`;
  if (!isConditionOpen(condition))
    return [{ alert: alert('condition-resolved', 'resolved'), news: [piece('resolved')] }];
  const members = membersPiece(group, count);
  const causes = own === condition ? conditionCauses(condition).map(piece) : [];
  return [
    { alert: alert('condition-opened', 'opened'), news: [piece('opened'), ...members, ...causes], ifFirstIsNew: true },
    ...(members.length === 0 ? [] : [{ alert: alert('condition-updated', `updated/${count} members`), news: members }]),
    ...(causes.length === 0
      ? []
      : [{ alert: alert('condition-updated', `updated/${condition.revision}`), news: causes }]),
  ];
}

/** What endpoints have to share to be told of together: what it is, and what it is due to where that is no golden of theirs. */
function aboutOf(condition: Condition): string {
  const cause = condition.kind === 'partly-blind' ? [] : conditionCauses(condition).slice(0, 1);
  return ['condition', condition.kind, ...cause].join(' ');
}
