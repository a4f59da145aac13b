import type { Tick } from '../../domain/run/tick.ts';
import { settleTick, type TickOutcome } from '../../monitor/tick/settle-tick.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/** Settles the budget of a tick and counts its runs that are over. */
export function finishStep(env: HandlerEnvironment<'finish'>): (tick: Tick) => Promise<TickOutcome> {
  const { stores, project } = openCloud(env);
  return async ({ at, project: version }) => {
    const pushed = await project(version);
    const tick = { at: new Date(at), project: pushed.project };
    const outcome = await settleTick(tick, { stores, spending: stores.spending });
    const values = { [monitorMetrics.runsFinished]: outcome.sealed };
    publishMetrics({ monitor: env.MONITOR, at: systemClock.now(), values });
    return outcome;
  };
}
