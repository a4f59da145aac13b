import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { keepConditions } from '../conditions/keep-conditions.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { NotifyDeps } from './notify.ts';

/**
 * Looks at an endpoint at which no run is about to be made, and tells people what keeps it from being watched: silence
 * above all, which no run could tell.
 */
export async function tellConditions(endpoint: Endpoint, deps: NotifyDeps): Promise<void> {
  await keepConditions(endpoint, deps, { noRunComes: true });
  await deliverAlerts(endpoint, deps);
}
