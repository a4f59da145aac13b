import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Action, Decision } from '../../domain/verdict/action.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { silences } from '../../domain/verdict/silences.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';
import { mostActions, recordAction } from './record-action.ts';

export interface SilenceDeps {
  readonly stores: Pick<Stores, 'actions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The longest that an endpoint can be silenced: whoever needs more does not want it watched. */
export const longestSilenceMs = 90 * 86_400_000;

/**
 * Tells nothing of an endpoint until a time. Runs go on, are judged and marked; what changed meanwhile is told by the first
 * run after it.
 *
 * @throws {ConfigError} if that time is past, or more than 90 days ahead.
 */
export async function silence(
  endpoint: Endpoint,
  { until, ...decision }: Decision & { readonly until: Date },
  { stores, clock }: SilenceDeps,
): Promise<Action> {
  const at = clock.now();
  const lastsMs = until.getTime() - at.getTime();
  if (!(lastsMs > 0 && lastsMs <= longestSilenceMs))
    throw new ConfigError([
      {
        where: 'until',
        what: `expected a time within the next 90 days, got ${Number.isNaN(lastsMs) ? 'none' : until.toISOString()}`,
      },
    ]);
  return recordAction(
    { kind: 'silenced', endpoint: endpoint.id, at: at.toISOString(), until: until.toISOString(), ...decision },
    stores.actions,
  );
}

/**
 * Ends every silence of an endpoint now. What changed meanwhile is told by its next run.
 *
 * @throws {ConfigError} if it is not silenced.
 */
export async function endSilence(
  endpoint: Endpoint,
  decision: Decision,
  { stores, clock }: SilenceDeps,
): Promise<{ readonly action: Action; readonly ended: readonly QuietPeriod[] }> {
  const at = clock.now();
  const actions = await stores.actions.list({ endpoint: endpoint.id, last: mostActions });
  const ended = silences(actions).filter(({ until }) => Date.parse(until) > at.getTime());
  if (ended.length === 0)
    throw new ConfigError([
      { where: `endpoint ${endpoint.id}`, what: 'expected one that is silenced, got one that is not' },
    ]);
  const action = await recordAction(
    { kind: 'unsilenced', endpoint: endpoint.id, at: at.toISOString(), ...decision },
    stores.actions,
  );
  return { action, ended };
}
