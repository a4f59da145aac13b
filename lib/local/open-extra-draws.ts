import { existsSync } from 'node:fs';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { limitsOf } from '../plan/limits-of.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { ExtraDraws } from '../replay/extra-draws.ts';
import { openLocalStores } from '../stores/sqlite/open-local-stores.ts';

/** Calls beside runs for a program that opens nothing else of a project. */
export interface OpenExtraDraws {
  readonly extra: ExtraDraws;
  [Symbol.dispose](): void;
}

/**
 * Calls at an endpoint of a project that count in its budgets; undefined where there is nothing to count in: no budget, and no
 * history that was begun. A budget without a history begins one.
 */
export function openExtraDraws(
  { project, dataFolder }: Pick<LoadedProject, 'project' | 'dataFolder'>,
  endpoint: Endpoint,
  clock: Pick<Clock, 'now'>,
): OpenExtraDraws | undefined {
  const isHeld = project.budget !== undefined || endpoint.budget !== undefined;
  if (!isHeld && !existsSync(dataFolder)) return undefined;
  const stores = openLocalStores(dataFolder, {});
  const limits = ({ budget }: Endpoint, at: Date) => limitsOf(at, { project: project.budget, endpoint: budget });
  const extra = new ExtraDraws({ endpoint, limits, spending: stores.spending, clock });
  return { extra, [Symbol.dispose]: () => stores.close() };
}
