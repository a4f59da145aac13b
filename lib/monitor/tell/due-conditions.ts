import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ConditionAlert } from '../../domain/verdict/alert.ts';
import { type Condition, conditionCauses, isConditionOpen } from '../../domain/verdict/condition.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Due, endpointName } from './due-alerts.ts';

/** Conditions that ended are looked for among so many of the newest. */
const lookBack = 20;

/**
 * What there is to tell of the conditions of an endpoint: each that goes on, and each that ended since `from`. One that is
 * over is one message, also for whoever never heard of it: nobody is woken by what is past.
 */
export async function dueConditions(
  endpoint: Endpoint,
  from: string,
  { stores }: { readonly stores: Pick<Stores, 'conditions'> },
): Promise<Due[]> {
  const newest = await stores.conditions.list({ endpoint: endpoint.id, last: lookBack });
  const over = newest.filter(
    ({ status, updatedAt }) => status === 'resolved' && Date.parse(updatedAt) >= Date.parse(from),
  );
  return [...over, ...(await stores.conditions.open(endpoint.id))].flatMap((one) => dueOf(one, endpoint));
}

function dueOf(condition: Condition, endpoint: Endpoint): Due[] {
  const { id, revision } = condition;
  const alert = (kind: ConditionAlert['kind'], name: string): ConditionAlert => ({
    id: `${id}/${name}`,
    kind,
    condition,
    endpoint: endpointName(endpoint),
  });
  if (!isConditionOpen(condition))
    return [{ alert: alert('condition-resolved', 'resolved'), news: [`${id} resolved`] }];
  const causes = conditionCauses(condition).map((cause) => `${id} ${cause}`);
  return [
    { alert: alert('condition-opened', 'opened'), news: [`${id} opened`, ...causes], ifFirstIsNew: true },
    ...(causes.length === 0 ? [] : [{ alert: alert('condition-updated', `updated/${revision}`), news: causes }]),
  ];
}
