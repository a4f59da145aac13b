import { familyOf } from '../../domain/endpoint/provider-family.ts';
import type { RunPlan, Shrunk } from '../../domain/run/run.ts';
import { nothingSpent } from '../../domain/run/spending.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import { drawsPerShard } from '../../plan/shards.ts';
import type { Cover } from '../../replay/within-budget.ts';
import { openRun } from '../run-endpoint.ts';
import { abandonedRuns } from './abandoned-runs.ts';
import type { Visit } from './look-at.ts';
import { type TickDeps, type TickRequest, tickLimits } from './tick-request.ts';

/** Endpoints that were removed from the project while a run was open or a condition went on: nobody else would ever end it. */
export async function tasksOfRemoved(
  openPlans: ReadonlyMap<string, readonly RunPlan[]>,
  { project, version, abandonedAfterMs: afterMs }: TickRequest,
  { clock, stores }: TickDeps,
): Promise<TickTask[]> {
  const watched = new Set(project.endpoints.map(({ id }) => id));
  const unwatched = new Set((await stores.conditions.open()).map(({ endpoint }) => endpoint));
  return [...new Set([...openPlans.keys(), ...unwatched])]
    .filter((endpoint) => !watched.has(endpoint))
    .map((endpoint) => ({
      endpoint,
      judge: abandonedRuns(openPlans.get(endpoint) ?? [], { now: clock.now(), afterMs }),
    }))
    .filter(({ endpoint, judge }) => judge.length > 0 || unwatched.has(endpoint))
    .map((left) => ({ ...left, ...nothingToReplay, startAt: clock.now().toISOString(), project: version }));
}

/** Of a task that has no run. */
const nothingToReplay = { shard: 0, shards: 0, shardDraws: 1, used: nothingSpent, isCutShort: false };

/** What there is to do at an endpoint; nothing where there is nothing. Of a silent endpoint somebody has to be told, although it has no run. */
export async function taskOf(
  { endpoint, goldens, begun, startAt, waiting, isSilent }: Visit,
  { cover, shrunk }: { readonly cover: Cover | undefined; readonly shrunk: Shrunk | undefined },
  request: TickRequest,
  deps: TickDeps,
): Promise<TickTask | undefined> {
  const { at, version, endsAfterMs } = request;
  const shardDraws = drawsPerShard(endpoint);
  const task = {
    ...nothingToReplay,
    startAt: deps.clock.now().toISOString(),
    endpoint: endpoint.id,
    project: version,
    shardDraws,
  };
  if (cover === undefined) return waiting.length > 0 || isSilent ? { ...task, judge: [...waiting] } : undefined;
  const seed = `${endpoint.id} ${at.toISOString()}`;
  const plan = begun ?? (await openRun({ endpoint, goldens, at, startAt, seed, shrunk }, deps));
  const shards = Math.ceil(plan.tasks.length / shardDraws);
  const start = Date.parse(plan.plannedAt);
  const times = { startAt: plan.plannedAt, deadline: new Date(start + endsAfterMs).toISOString() };
  const planned = {
    ...task,
    family: familyOf(endpoint),
    run: plan.run,
    limits: tickLimits(endpoint, request),
    judge: [...waiting, plan.run],
  };
  // There is nothing to wait for.
  if (cover.refused !== undefined) return { ...planned, aside: cover.aside, isCutShort: true };
  const { aside, mayUse } = cover;
  return { ...planned, ...times, aside, mayUse, shards };
}
