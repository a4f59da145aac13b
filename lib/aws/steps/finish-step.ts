import type { Fleet } from '../../domain/run/fleet.ts';
import { type FleetOutcome, settleFleet } from '../../monitor/tick/settle-fleet.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/** Settles the budget of a fleet and counts its runs that are over. */
export function finishStep(env: HandlerEnvironment<'finish'>): (fleet: Fleet) => Promise<FleetOutcome> {
  const { stores, project } = openCloud(env);
  return async ({ at, project: version }) => {
    const pushed = await project(version);
    const fleet = { at: new Date(at), project: pushed.project };
    const outcome = await settleFleet(fleet, { stores, spending: stores.spending });
    const values = { [monitorMetrics.runsFinished]: outcome.sealed };
    publishMetrics({ monitor: env.MONITOR, at: systemClock.now(), values });
    return outcome;
  };
}
