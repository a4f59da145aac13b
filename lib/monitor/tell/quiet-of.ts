import type { MaintenanceWindow } from '../../domain/project/maintenance.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { quietAt } from '../../plan/quiet.ts';
import type { Stores } from '../../ports/stores.ts';
import { mostActions } from '../act/record-action.ts';

/** The quiet period of an endpoint at a time; undefined where people are told. */
export async function quietOf(
  endpoint: string,
  at: Date,
  {
    stores,
    maintenance = [],
  }: { readonly stores: Pick<Stores, 'actions'>; readonly maintenance?: readonly MaintenanceWindow[] },
): Promise<QuietPeriod | undefined> {
  const actions = await stores.actions.list({ endpoint, last: mostActions });
  return quietAt(at, { endpoint, maintenance, actions });
}

/** Whether something began in a quiet period that goes on: nobody was told of it, and nothing is to alarm because of it. */
export function beganQuietly(openedAt: string, quiet: QuietPeriod | undefined): boolean {
  return quiet !== undefined && Date.parse(openedAt) >= Date.parse(quiet.from);
}
