import * as z from 'zod';
import { withoutPrice } from '../../domain/endpoint/price.ts';
import { throwIfAny } from '../../domain/errors.ts';
import { Slug, Timestamp } from '../../domain/ids.ts';
import { durationSeconds } from '../../domain/project/project.ts';
import type { PushedProject } from '../../domain/project/pushed-project.ts';
import { nothingSpent } from '../../domain/run/spending.ts';
import type { Tick, TickTask } from '../../domain/run/tick.ts';
import { planTick } from '../../monitor/tick/plan-tick.ts';
import { systemClock } from '../../system/clock.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';

/** What starts an execution: the schedule says for when, a person says nothing. */
export const PlanEvent = z.object({
  execution: z.string().min(1),
  startedAt: Timestamp,
  input: z.looseObject({
    scheduledAt: Timestamp.optional(),
    /** Only what should have started by now. */
    due: z.boolean().optional(),
    /** These endpoints and no others. */
    endpoints: z.array(Slug).min(1).optional(),
    /** No run: samples of alerts are sent to everybody who is told. */
    samples: z.boolean().optional(),
    /** No run: people are told what was decided about these endpoints, also about removed ones. */
    tell: z.array(Slug).min(1).optional(),
  }),
});
export type PlanEvent = z.infer<typeof PlanEvent>;

/** Why an execution has nothing to do at all, in words for whoever looks at it. */
export interface IdleTick {
  readonly idle: string;
}

/**
 * Plans the tick of an execution and stores its task list. Before the first push there is nothing to do, and nothing wrong.
 *
 * @throws {ConfigError} if endpoints have no price and there is a budget in money.
 */
export function planStep(env: HandlerEnvironment<'plan'>): (event: PlanEvent) => Promise<Tick | IdleTick> {
  const { stores, project } = openCloud(env);
  const clock = systemClock;
  return async ({ execution, startedAt, input }) => {
    const version = await stores.projects.current();
    if (version === undefined) {
      const values = { [monitorMetrics.periodsSinceFinishedRun]: 0 };
      publishMetrics(env, { at: clock.now(), values });
      return { idle: 'nothing was pushed yet (pinwatch push)' };
    }
    const pushed = await project(version);
    if (env.MONTHLY_COST !== undefined) throwIfAny(withoutPrice(pushed.project.endpoints));
    const at = new Date(input.scheduledAt ?? startedAt);
    const startAt = clock.now().toISOString();
    const tasks = tasksWithoutRuns(input, pushed.project, { version, execution, startAt });
    if (tasks !== undefined) {
      const list = await stores.ticks.put(execution, tasks);
      return { at: at.toISOString(), project: version, list, tasks: tasks.length, unsettled: [] };
    }
    if (!(await stores.owners.claim(at.toISOString(), execution)))
      return { idle: 'another execution works on this tick, which was delivered twice' };
    const request = {
      at,
      version,
      project: pushed.project,
      goldens: await stores.projects.goldens(pushed),
      everyMs: env.TICK_SECONDS * 1000,
      onlyIfPast: input.scheduledAt === undefined, // a person does not wait for what is due before the next tick
      endsAfterMs: env.RUN_SECONDS * 1000,
      evenIfNotDue: input.scheduledAt === undefined && input.due !== true,
      ...(input.endpoints === undefined ? {} : { only: input.endpoints }),
      abandonedAfterMs: env.ABANDONED_AFTER_SECONDS * 1000,
    };
    const planned = await planTick(request, { stores, clock });
    const { overBudget, busy, leftBehind, drifting, unwatched, silentMs, budgetUsed, unsettled } = planned;
    const list = await stores.ticks.put(execution, planned.tasks);
    const periodMs = Math.max(env.TICK_SECONDS, durationSeconds(pushed.project.every)) * 1000;
    const values = {
      [monitorMetrics.periodsSinceFinishedRun]: silentMs / periodMs,
      [monitorMetrics.endpointsDrifting]: drifting,
      [monitorMetrics.endpointsUnreachable]: unwatched.unreachable,
      [monitorMetrics.endpointsBlind]: unwatched.blind,
      [monitorMetrics.endpointsPartlyBlind]: unwatched['partly-blind'],
      [monitorMetrics.endpointsSilent]: unwatched.silent,
      [monitorMetrics.endpointsOverBudget]: overBudget.length,
      ...(budgetUsed === undefined ? {} : { [monitorMetrics.budgetUsed]: 100 * budgetUsed }),
      [monitorMetrics.endpointsBusy]: busy.length,
      [monitorMetrics.runsLeftBehind]: leftBehind,
    };
    publishMetrics(env, { at: clock.now(), values });
    return { at: at.toISOString(), project: version, list, tasks: planned.tasks.length, unsettled: [...unsettled] };
  };
}

/**
 * Tasks that replay and judge nothing, because somebody only wants people to be told; undefined where runs are to be made.
 * Samples are about the first endpoint.
 */
function tasksWithoutRuns(
  { samples, tell }: PlanEvent['input'],
  { endpoints }: PushedProject['project'],
  { version, execution, startAt }: { readonly version: string; readonly execution: string; readonly startAt: string },
): TickTask[] | undefined {
  const nothing = { shard: 0, shards: 0, shardDraws: 1, used: nothingSpent, isCutShort: false, judge: [] };
  const common = { ...nothing, project: version, startAt };
  if (samples) return endpoints.slice(0, 1).map(({ id }) => ({ ...common, endpoint: id, samplesFor: execution }));
  if (tell === undefined) return undefined;
  return [...new Set(tell)].map((endpoint) => ({ ...common, endpoint, onlyTells: true }));
}
