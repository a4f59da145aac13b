import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { familyOf } from '../../domain/endpoint/provider-family.ts';
import { isReplayedAt } from '../../domain/endpoint/replayed-at.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { everySecondsOf } from '../../domain/project/run-schedule.ts';
import { seededRandom, shuffleInPlace } from '../../domain/random.ts';
import { committedIn, emptyAccount } from '../../domain/run/account.ts';
import type { RunPlan, RunRecord } from '../../domain/run/run.ts';
import { type Budget, nothingSpent, type Spending, shareUsed } from '../../domain/run/spending.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { ConditionKind } from '../../domain/verdict/condition.ts';
import { isActive } from '../../domain/verdict/incident.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { limitsOf, periodsOf } from '../../plan/limits-of.ts';
import { startUntilNextLook } from '../../plan/next-due.ts';
import { runId, timeInRunId } from '../../plan/plan-run.ts';
import { drawsPerShard } from '../../plan/shards.ts';
import { runsLookedAt } from '../../plan/silence.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Cover, type Covered, type WantedRun, withinBudget } from '../../replay/within-budget.ts';
import { confirmingRun } from '../confirming-run.ts';
import { mostToCatchUp, unjudgedRuns } from '../judge/unjudged-runs.ts';
import { clockSlackMs } from '../look-ahead.ts';
import { openRun } from '../run-endpoint.ts';
import { beganQuietly, quietOf } from '../tell/quiet-of.ts';
import { abandonedRuns } from './abandoned-runs.ts';
import { silentMs } from './silence.ts';
import { countUnwatched, isSilent } from './unwatched.ts';

/** Endpoints that are looked at, or goldens that are put, at once. */
const atOnce = 16;

export interface TickRequest {
  /** Time that the schedule meant; it names the runs, so that planning it twice plans the same ones. */
  readonly at: Date;
  readonly project: ProjectFile;
  /** Content hash of the project. */
  readonly version: string;
  readonly goldens: readonly GoldenRequest[];
  /** Until the next tick. What starts before it is this tick's to begin. */
  readonly everyMs: number;
  /** A run sends nothing more so long after its start. */
  readonly endsAfterMs: number;
  /** Whether a run is left to the next tick that is not to start at once. @default false */
  readonly onlyIfPast?: boolean;
  /** Ids of the endpoints that are looked at. @default all */
  readonly only?: readonly string[];
  /** Whether endpoints run that are not due by the project's interval, because a person asked. */
  readonly evenIfNotDue: boolean;
  /** A run that was planned so long before and is still open has lost its worker. */
  readonly abandonedAfterMs: number;
  /** What all endpoints together may use in a month. @default unlimited */
  readonly monthly?: Budget;
}

export interface TickDeps {
  readonly stores: Pick<
    Stores,
    'runs' | 'judgements' | 'epochs' | 'incidents' | 'goldens' | 'conditions' | 'actions' | 'spending'
  >;
  readonly clock: Pick<Clock, 'now'>;
}

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
  /** Times of earlier ticks whose runs are closed by this one, oldest first. */
  readonly unsettled: readonly string[];
  /** Since a run of any endpoint came to its end; 0 before the first tick. */
  readonly silentMs: number;
}

/** An endpoint and what there is to do at it. */
interface Visit {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  /** Set where this tick's run is already open, because it is planned a second time. */
  readonly begun: RunPlan | undefined;
  readonly isWanted: boolean;
  /** When its run starts, if it has one. */
  readonly startAt: Date;
  readonly isBusy: boolean;
  /** Whether it has an incident that is not over, and that did not begin in a quiet period which goes on. */
  readonly isDrifting: boolean;
  /** When its newest run that is over came to its end. */
  readonly finishedAt: string | undefined;
  /** Whether runs were due here for so long that people are to be told. */
  readonly isSilent: boolean;
  /** Runs that are not over. */
  readonly open: readonly RunPlan[];
  /** Those of them that nobody works on any more. */
  readonly abandoned: readonly string[];
  /** Earlier runs that wait for their judgement, oldest first. */
  readonly waiting: readonly string[];
}

/**
 * Plans one run of every endpoint that is due, and remembers the plans. Called again with the same time, after a failure or a
 * tick that was delivered twice, it plans the same runs and leaves out those that are over. A run that the budget does not cover
 * sends nothing: it is judged all the same, and says so.
 */
export async function planTick(request: TickRequest, deps: TickDeps): Promise<PlannedTick> {
  const { at, project, goldens } = request;
  const openPlans = Map.groupBy(await deps.stores.runs.openPlans(), ({ endpoint }) => endpoint);
  const look = (endpoint: Endpoint) => lookAt(endpoint, openPlans.get(endpoint.id) ?? [], request, deps);
  const wantedHere = project.endpoints.filter(({ id }) => request.only?.includes(id) ?? true);
  const visits = await mapConcurrently(wantedHere, atOnce, look);
  shuffleInPlace(visits, seededRandom(`fleet ${at.toISOString()}`));

  const wanted = visits.filter(({ isWanted }) => isWanted);
  const covered = await withinBudget(
    at,
    wanted.map((visit) => wantedRun(visit, request)),
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
  const tasks = await mapConcurrently(inOrder, atOnce, (visit) => taskOf(visit, coverOf(visit), request, deps));
  const removed = await tasksOfRemoved(openPlans, request, deps);
  const closed = [...visits.flatMap(({ abandoned }) => abandoned), ...removed.flatMap(({ judge }) => judge)];
  return {
    tasks: [...tasks.filter((task) => task !== undefined), ...removed],
    overBudget: wanted.filter((visit) => coverOf(visit)?.refused !== undefined).map(({ endpoint }) => endpoint.id),
    ...usedOf(covered, request),
    busy: visits.filter(({ isBusy }) => isBusy).map(({ endpoint }) => endpoint.id),
    leftBehind: visits.reduce((sum, { waiting }) => sum + waiting.length, 0),
    drifting: visits.filter(({ isDrifting }) => isDrifting).length,
    unwatched: await countUnwatched(project, deps.stores.conditions, (id) => quietNow(id, request, deps)),
    unsettled: ticksOf(closed),
    silentMs: silenceOf(visits, deps.clock.now()),
  };
}

function wantedRun({ endpoint, goldens }: Visit, request: TickRequest): WantedRun {
  return { run: runId(endpoint.id, request.at), endpoint, goldens, limits: tickLimits(endpoint, request) };
}

function tickLimits(endpoint: Pick<Endpoint, 'budget'> | undefined, { at, project, monthly }: TickRequest) {
  return limitsOf(at, { project: project.budget, endpoint: endpoint?.budget, monthly });
}

function usedOf({ accounts }: Covered, request: TickRequest): Pick<PlannedTick, 'spent' | 'budgetUsed'> {
  const used = (period: string) => committedIn(accounts.get(period) ?? emptyAccount);
  const shares = tickLimits(undefined, request)
    .accounts.map(({ period, budget }) => shareUsed(used(period), budget))
    .filter((share) => share !== undefined);
  return { spent: used(periodsOf(request.at)[1]), budgetUsed: shares.length === 0 ? undefined : Math.max(...shares) };
}

async function lookAt(
  endpoint: Endpoint,
  open: readonly RunPlan[],
  request: TickRequest,
  { stores, clock }: TickDeps,
): Promise<Visit> {
  const { at, goldens, abandonedAfterMs } = request;
  const run = runId(endpoint.id, at);
  const begun = open.find((plan) => plan.run === run);
  const earlier = open.filter((plan) => plan !== begun);
  const abandoned = abandonedRuns(earlier, { now: clock.now(), afterMs: abandonedAfterMs });
  // Neither what is open counts, nor what is dated in the future: that must not silence the schedule until then. A run that
  // waits for its start is dated ahead by one tick at most.
  const soonMs = Math.max(at.getTime(), clock.now().getTime()) + clockSlackMs + request.everyMs;
  const soon = new Date(soonMs).toISOString();
  const ended = await newestBefore(
    [soon, ...open.map(({ plannedAt }) => plannedAt)].sort()[0] as string,
    endpoint,
    stores.runs,
  );
  const over = ended.at(-1);
  const newest = open.findLast(({ plannedAt }) => Date.parse(plannedAt) <= soonMs) ?? over;
  const isBusy = abandoned.length < earlier.length;
  // The tick that is still busy here judges them.
  const { unjudged } = isBusy ? { unjudged: [] } : await unjudgedRuns(endpoint.id, clock.now(), stores);
  const waiting = isBusy ? [] : [...abandoned, ...unjudged.map((one) => one.run)].sort();
  const isBehind = waiting.length >= mostToCatchUp; // a new run is judged after those before it
  const isFree = (newest === undefined || newest.run < run) && !isBusy && !isBehind;
  const scheduled = begun === undefined ? startOf(endpoint, newest, request) : new Date(begun.plannedAt);
  const start = scheduled ?? (isFree ? await confirmingStart(endpoint, request, { stores, clock }) : undefined);
  const now = clock.now();
  const active = (await stores.incidents.list(endpoint.id)).filter(isActive);
  const quiet = active.length === 0 ? undefined : await quietNow(endpoint.id, request, { stores, clock });
  return {
    endpoint,
    goldens: goldens.filter((golden) => isReplayedAt(endpoint, golden)),
    begun,
    isWanted: begun !== undefined || (isFree && start !== undefined),
    startAt: begun === undefined && (start === undefined || start < now) ? now : (start as Date),
    isBusy,
    isDrifting: active.some((incident) => !beganQuietly(incident.openedAt, quiet)),
    isSilent: isSilent(endpoint, [...ended, ...open], { ...request, tickSeconds: request.everyMs / 1000 }),
    open,
    abandoned,
    finishedAt: over?.finishedAt,
    waiting: waiting.slice(0, mostToCatchUp),
  };
}

function quietNow(
  endpoint: string,
  { project: { maintenance } }: TickRequest,
  { stores, clock }: Pick<TickDeps, 'stores' | 'clock'>,
): Promise<QuietPeriod | undefined> {
  return quietOf(endpoint, clock.now(), { stores, maintenance });
}

/** When the run of this tick starts; undefined where none is due before the next tick. */
function startOf(
  endpoint: Endpoint,
  newest: Pick<RunPlan, 'run' | 'plannedAt'> | undefined,
  { at, everyMs, project, evenIfNotDue, onlyIfPast = false }: TickRequest,
): Date | undefined {
  if (evenIfNotDue) return at;
  const schedule = { everySeconds: everySecondsOf(endpoint, project), jitter: project.jitter };
  return startUntilNextLook(endpoint.id, schedule, newest && slotTime(newest, everyMs), {
    at,
    everyMs: onlyIfPast ? 1 : everyMs,
  });
}

/** When a confirming run starts, where one is wanted before the next tick. One a tick: ticks are the only times at which runs begin. */
async function confirmingStart(
  endpoint: Endpoint,
  { at, everyMs, project, onlyIfPast = false }: TickRequest,
  { stores, clock }: Pick<TickDeps, 'stores' | 'clock'>,
): Promise<Date | undefined> {
  const wanted = await confirmingRun(endpoint, project, stores, clock.now());
  const before = at.getTime() + (onlyIfPast ? 1 : everyMs);
  if (wanted === undefined || wanted.at.getTime() >= before) return undefined;
  return wanted.at < at ? at : wanted.at;
}

/** The time that says which slot a run was made for: that of its start, unless its tick was delivered too late for it. */
function slotTime({ run, plannedAt }: Pick<RunPlan, 'run' | 'plannedAt'>, everyMs: number): Date {
  const start = new Date(plannedAt);
  const tick = timeInRunId(run) ?? start;
  return start.getTime() - tick.getTime() < everyMs ? start : tick;
}

/** The newest runs that are over. Open ones come after them, and to list those would read every draw that they have. */
async function newestBefore(until: string, { id }: Endpoint, runs: RunStore): Promise<readonly RunRecord[]> {
  return runs.list({ endpoint: id, last: runsLookedAt, until });
}

/** The ticks that runs are named after, oldest first. */
function ticksOf(runs: readonly string[]): string[] {
  const ticks = runs.map(timeInRunId).filter((tick) => tick !== undefined);
  return [...new Set(ticks.map((tick) => tick.toISOString()))].sort();
}

function silenceOf(visits: readonly Visit[], now: Date): number {
  const finished = visits.map(({ finishedAt }) => finishedAt).filter((at) => at !== undefined);
  const open = visits.flatMap((visit) => visit.open);
  return silentMs(finished, open, now);
}

/** Endpoints that were removed from the project while a run was open or a condition went on: nobody else would ever end it. */
async function tasksOfRemoved(
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

/** Nothing where there is nothing to do. Of a silent endpoint somebody has to be told, although it has no run. */
async function taskOf(
  { endpoint, goldens, begun, startAt, waiting, isSilent }: Visit,
  cover: Cover | undefined,
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
  const plan = begun ?? (await openRun({ endpoint, goldens, at, startAt, seed }, deps));
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
