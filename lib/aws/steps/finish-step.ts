import type { Tick } from '../../domain/run/tick.ts';
import { settleTick, type TickOutcome } from '../../monitor/tick/settle-tick.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/**
 * Settles the budget of a tick, and of earlier ones whose runs it closed, and counts its own runs that are over. Once a day,
 * deletes what is kept no longer.
 */
export function finishStep(
  env: HandlerEnvironment<'finish'>,
): (tick: Tick) => Promise<TickOutcome & { readonly at: string }> {
  const { stores, project } = openCloud(env);
  return async ({ at, project: version, unsettled }) => {
    const pushed = await project(version);
    const settle = (tick: string) => settleTick({ at: new Date(tick), project: pushed.project }, { stores });
    for (const tick of unsettled) await settle(tick); // their own execution did not come to its end
    const outcome = await settle(at);
    const values = { [monitorMetrics.runsFinished]: outcome.sealed };
    publishMetrics(env, { at: systemClock.now(), values });
    const goldenVersions = async () => (await stores.projects.goldens(pushed)).map((golden) => golden.version);
    const now = systemClock.now();
    await stores.sweep.sweepDaily({ now, retentionDays: env.RETENTION_DAYS, version, pushed, goldenVersions });
    return { at, ...outcome };
  };
}
