import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { familyOf } from '../../domain/endpoint/provider-family.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import { seededRandom, shuffleInPlace } from '../../domain/random.ts';
import { committedIn, emptyAccount } from '../../domain/run/account.ts';
import type { Shrunk } from '../../domain/run/run.ts';
import { type Spending, shareUsed } from '../../domain/run/spending.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { ConditionKind } from '../../domain/verdict/condition.ts';
import { aliveUntil } from '../../plan/batch-rhythm.ts';
import { periodsOf } from '../../plan/limits-of.ts';
import { atSize, runId, timeInRunId } from '../../plan/plan-run.ts';
import { type Covered, type WantedRun, withinBudget } from '../../replay/within-budget.ts';
import { type KnownDues, shrinkRun } from '../shrink-run.ts';
import { isBatchRun } from './batches-of-tick.ts';
import { lookAt, quietNow, type Visit } from './look-at.ts';
import { silentMs } from './silence.ts';
import { taskOf, tasksOfLeftBatches, tasksOfRemoved } from './tasks-of-tick.ts';
import { type TickDeps, type TickRequest, tickLimits } from './tick-request.ts';
import { countUnwatched } from './unwatched.ts';

/** Endpoints that are looked at, or goldens that are put, at once. */
const atOnce = 16;

export interface PlannedTick {
  /** In the order of their starts, those of one moment in a random order; then what removed ones left. */
  readonly tasks: readonly TickTask[];
  /** Endpoints that were left out because the budget does not cover them. */
  readonly overBudget: readonly string[];
  /** What the month has used so far, with what is set aside for this tick. */
  readonly spent: Spending;
  /** The largest share of a budget of all endpoints that is used or set aside, of the day or the month; none without one. */
  readonly budgetUsed: number | undefined;
  /** Endpoints whose run before is still under way. */
  readonly busy: readonly string[];
  /** Runs of earlier ticks that were never judged; their judgement is part of this tick. */
  readonly leftBehind: number;
  /** Endpoints with an incident that is not over, and that did not begin in a quiet period which goes on. */
  readonly drifting: number;
  /** Endpoints with a condition that goes on, by its kind. */
  readonly unwatched: Readonly<Record<ConditionKind, number>>;
  /** Times of earlier ticks whose runs are closed by this one, or whose batches it may collect, oldest first. */
  readonly unsettled: readonly string[];
  /** Since a run of any endpoint came to its end; 0 before the first tick. */
  readonly silentMs: number;
}

/**
 * Plans one run of every endpoint that is due, and remembers the plans. Called again with the same time, after a failure or a
 * tick that was delivered twice, it plans the same runs and leaves out those that are over. A run that the budget does not cover
 * sends nothing: it is judged all the same, and says so.
 */
export async function planTick(request: TickRequest, deps: TickDeps): Promise<PlannedTick> {
  const { at, project, goldens } = request;
  const openPlans = Map.groupBy(await deps.stores.runs.openPlans(), ({ endpoint }) => endpoint);
  const kept = (await deps.stores.batches.list()).map(({ endpoint }) => endpoint);
  const hasBatches = (one: Endpoint) => kept.some((then) => then.id === one.id && familyOf(then) === familyOf(one));
  const look = (endpoint: Endpoint) =>
    lookAt(endpoint, openPlans.get(endpoint.id) ?? [], request, deps, hasBatches(endpoint));
  const wantedHere = project.endpoints.filter(({ id }) => request.only?.includes(id) ?? true);
  const visits = await mapConcurrently(wantedHere, atOnce, look);
  shuffleInPlace(visits, seededRandom(`fleet ${at.toISOString()}`));

  const wanted = visits.filter(({ isWanted }) => isWanted);
  const shrunk = await shrunkRuns(wanted, request, deps);
  const covered = await withinBudget(
    at,
    wanted.map((visit) => wantedRun(visit, shrunk.get(visit.endpoint.id), request)),
    deps.stores.spending,
  );
  const coverOf = ({ endpoint }: Visit) => covered.covers.get(runId(endpoint.id, at));
  const replayed = new Set(wanted.flatMap((visit) => visit.goldens));
  await mapConcurrently(
    goldens.filter((golden) => replayed.has(golden)),
    atOnce,
    (golden) => deps.stores.goldens.put(golden), // before a plan names their versions
  );
  // A child that waits for its start takes the place of another: none stands before one that starts earlier.
  const inOrder = visits.toSorted((a, b) => a.startAt.getTime() - b.startAt.getTime());
  const tasks = await mapConcurrently(inOrder, atOnce, (visit) =>
    taskOf(visit, { cover: coverOf(visit), shrunk: shrunk.get(visit.endpoint.id) }, request, deps),
  );
  const removed = await tasksOfRemoved(openPlans, request, deps);
  const leftBatches = tasksOfLeftBatches(kept, openPlans, request, deps);
  const closed = [...visits.flatMap(({ abandoned }) => abandoned), ...removed.flatMap(({ judge }) => judge)];
  return {
    tasks: [...tasks.filter((task) => task !== undefined), ...removed, ...leftBatches],
    overBudget: wanted.filter((visit) => coverOf(visit)?.refused !== undefined).map(({ endpoint }) => endpoint.id),
    ...usedOf(covered, request),
    busy: visits.filter(({ isBusy }) => isBusy).map(({ endpoint }) => endpoint.id),
    leftBehind: visits.reduce((sum, { waiting }) => sum + waiting.length, 0),
    drifting: visits.filter(({ isDrifting }) => isDrifting).length,
    unwatched: await countUnwatched(project, deps.stores.conditions, (id) => quietNow(id, request, deps)),
    unsettled: ticksOf([...closed, ...visits.flatMap(({ batches }) => batches?.goOn ?? [])]),
    silentMs: silenceOf(visits, deps.clock.now()),
  };
}

/** How runs of this tick are smaller than their endpoints ask for, by endpoint; runs that are planned already stay as they are. */
async function shrunkRuns(wanted: readonly Visit[], { at, project }: TickRequest, { stores }: TickDeps) {
  const known: KnownDues = new Map();
  const found = await mapConcurrently(wanted, atOnce, async ({ endpoint, goldens, begun }) => {
    const shrunk =
      begun === undefined ? await shrinkRun({ endpoint, goldens }, at, project, stores, known) : begun.shrunk;
    return [endpoint.id, shrunk] as const;
  });
  return new Map(found);
}

function wantedRun({ endpoint, goldens }: Visit, shrunk: Shrunk | undefined, request: TickRequest): WantedRun {
  const limits = tickLimits(endpoint, request);
  return { run: runId(endpoint.id, request.at), endpoint: atSize(endpoint, shrunk), goldens, limits };
}

function usedOf({ accounts }: Covered, request: TickRequest): Pick<PlannedTick, 'spent' | 'budgetUsed'> {
  const used = (period: string) => committedIn(accounts.get(period) ?? emptyAccount);
  const shares = tickLimits(undefined, request)
    .accounts.map(({ period, budget }) => shareUsed(used(period), budget))
    .filter((share) => share !== undefined);
  return { spent: used(periodsOf(request.at)[1]), budgetUsed: shares.length === 0 ? undefined : Math.max(...shares) };
}

/** The ticks that runs are named after, oldest first. */
function ticksOf(runs: readonly string[]): string[] {
  const ticks = runs.map(timeInRunId).filter((tick) => tick !== undefined);
  return [...new Set(ticks.map((tick) => tick.toISOString()))].sort();
}

function silenceOf(visits: readonly Visit[], now: Date): number {
  const finished = visits.map(({ finishedAt }) => finishedAt).filter((at) => at !== undefined);
  const open = visits.flatMap((visit) => visit.open);
  const alive = open.filter(isBatchRun).map(({ plannedAt }) => aliveUntil(plannedAt, now).toISOString());
  return silentMs([...finished, ...alive], open, now);
}
