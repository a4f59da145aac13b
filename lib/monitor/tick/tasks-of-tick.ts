import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { familyOf } from '../../domain/endpoint/provider-family.ts';
import type { RunPlan, Shrunk } from '../../domain/run/run.ts';
import { nothingSpent } from '../../domain/run/spending.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import { countedAt } from '../../plan/plan-run.ts';
import { drawsPerShard } from '../../plan/shards.ts';
import type { Cover } from '../../replay/within-budget.ts';
import { openRun } from '../run-endpoint.ts';
import { abandonedRuns } from './abandoned-runs.ts';
import { isBatchRun } from './batches-of-tick.ts';
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
    .map((endpoint) => {
      const open = openPlans.get(endpoint) ?? [];
      const live = open.filter((plan) => !isBatchRun(plan));
      const left = [...abandonedRuns(live, { now: clock.now(), afterMs }), ...batchRuns(open)];
      return { endpoint, judge: left.sort() };
    })
    .filter(({ endpoint, judge }) => judge.length > 0 || unwatched.has(endpoint))
    .map((left) => ({ ...left, ...nothingToReplay, startAt: clock.now().toISOString(), project: version }));
}

/**
 * What is to be cancelled and removed at providers that no endpoint of the project belongs to any more, or that another
 * function speaks to than its endpoint's by now: one task for each function.
 *
 * @param kept endpoints of which something is kept about batches, as they were then.
 */
export function tasksOfLeftBatches(
  kept: readonly Endpoint[],
  openPlans: ReadonlyMap<string, readonly RunPlan[]>,
  { project, version }: TickRequest,
  { clock }: TickDeps,
): TickTask[] {
  const watched = new Map(project.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const left = new Map<string, TickTask>();
  for (const endpoint of kept) {
    const [now, { id }] = [watched.get(endpoint.id), endpoint];
    if (now !== undefined && familyOf(now) === familyOf(endpoint)) continue; // the endpoint's own task does it
    const batches = { goOn: [], giveUp: now === undefined ? batchRuns(openPlans.get(id) ?? []) : [] };
    const task = { ...nothingToReplay, endpoint: id, judge: [], startAt: clock.now().toISOString(), project: version };
    left.set(`${id} ${familyOf(endpoint)}`, { ...task, ...tending(endpoint), batches });
  }
  return [...left.values()];
}

function batchRuns(open: readonly RunPlan[]): string[] {
  return open.filter(isBatchRun).map(({ run }) => run);
}

/** Of a task that only deals with batches: one call of the function of their family. */
function tending(endpoint: Endpoint): Pick<TickTask, 'family' | 'shards'> {
  return { family: familyOf(endpoint), shards: 1 };
}

/** Of a task that has no run. */
const nothingToReplay = { shard: 0, shards: 0, shardDraws: 1, used: nothingSpent, isCutShort: false };

/** What there is to do at an endpoint; nothing where there is nothing. Of a silent endpoint somebody has to be told, although it has no run. */
export async function taskOf(
  { endpoint, goldens, begun, startAt, waiting, isSilent, batches, open }: Visit,
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
  if (cover === undefined) {
    if (batches === undefined) return waiting.length > 0 || isSilent ? { ...task, judge: [...waiting] } : undefined;
    const [run] = batches.goOn;
    const at = open.find((plan) => plan.run === run);
    const limits = tickLimits(endpoint, { ...request, at: at === undefined ? request.at : countedAt(at) });
    const deadline = new Date(deps.clock.now().getTime() + endsAfterMs).toISOString();
    return { ...task, ...tending(endpoint), ...(run && { run }), limits, deadline, batches, judge: [...waiting] };
  }
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
  const tended = batches === undefined ? {} : { ...tending(endpoint), batches };
  // There is nothing to wait for.
  if (cover.refused !== undefined) return { ...planned, aside: cover.aside, isCutShort: true, ...tended };
  const { aside, mayUse } = cover;
  const covered = { ...planned, ...times, aside, mayUse };
  if (endpoint.delivery !== 'batch') return { ...covered, ...tended, shards: batches ? Math.max(1, shards) : shards };
  // It is judged by the tick that finds it answered; whatever fails here must not end it.
  const work = { goOn: [plan.run], giveUp: batches?.giveUp ?? [] };
  return { ...covered, shards: 1, judge: [...waiting], batches: work };
}
