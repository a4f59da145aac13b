import type { ProjectFile } from '../domain/project/project.ts';
import type { Action } from '../domain/verdict/action.ts';
import type { QuietPeriod } from '../domain/verdict/quiet-period.ts';
import { quietAt } from '../plan/quiet.ts';
import type { Stores } from '../ports/stores.ts';

/** Actions that are shown, of the newest. */
const mostActions = 200;

/** What people did about an endpoint, and whether nothing of it is told now. */
export interface PeopleNow {
  readonly actions: readonly Action[];
  readonly quiet?: QuietPeriod;
}

/** Reads what people did about an endpoint, and whether nothing of it is told at a time. */
export async function peopleNow(
  endpoint: string,
  { maintenance = [] }: Partial<Pick<ProjectFile, 'maintenance'>>,
  { actions: log }: Pick<Stores, 'actions'>,
  now: Date,
): Promise<PeopleNow> {
  const actions = await log.list({ endpoint, last: mostActions });
  const quiet = quietAt(now, { endpoint, maintenance, actions });
  return { actions, ...(quiet === undefined ? {} : { quiet }) };
}
