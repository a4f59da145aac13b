import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Action, Decision } from '../../domain/verdict/action.ts';
import { recordAction } from './record-action.ts';
import type { SilenceDeps } from './silence.ts';

/** Notes that something happened at an endpoint (a deployment, a new proxy), for whoever looks at its history. It changes nothing. */
export async function mark(
  endpoint: Endpoint,
  { happenedAt, ...decision }: Decision & { readonly happenedAt?: Date | undefined },
  { stores, clock }: SilenceDeps,
): Promise<Action> {
  const at = clock.now();
  const when = (happenedAt ?? at).toISOString();
  return recordAction(
    { kind: 'marked', endpoint: endpoint.id, at: at.toISOString(), happenedAt: when, ...decision },
    stores.actions,
  );
}
