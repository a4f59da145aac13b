import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { isReplayedAt } from '../../domain/endpoint/replayed-at.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import { everySecondsOf } from '../../domain/project/run-schedule.ts';
import type { RunPlan, RunRecord } from '../../domain/run/run.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { startUntilNextLook } from '../../plan/next-due.ts';
import { runId, timeInRunId } from '../../plan/plan-run.ts';
import { runsLookedAt } from '../../plan/silence.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { confirmingRun } from '../confirming-run.ts';
import { mostToCatchUp, unjudgedRuns } from '../judge/unjudged-runs.ts';
import { clockSlackMs } from '../look-ahead.ts';
import { beganQuietly, quietOf } from '../tell/quiet-of.ts';
import { abandonedRuns } from './abandoned-runs.ts';
import { type BatchWork, batchWork, isBatchRun } from './batches-of-tick.ts';
import type { TickDeps, TickRequest } from './tick-request.ts';
import { isSilent } from './unwatched.ts';

/** An endpoint and what there is to do at it. */
export interface Visit {
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
  /** What is to be done about batches of it; nothing where it has none. */
  readonly batches: BatchWork | undefined;
  /** Earlier runs that wait for their judgement, oldest first. */
  readonly waiting: readonly string[];
}

/** Looks at an endpoint, due or not. @param open its runs that are not over. @param isBatchKept whether it has batches. */
export async function lookAt(
  endpoint: Endpoint,
  open: readonly RunPlan[],
  request: TickRequest,
  { stores, clock }: TickDeps,
  isBatchKept: boolean,
): Promise<Visit> {
  const { at, goldens, abandonedAfterMs } = request;
  const run = runId(endpoint.id, at);
  const known = open.find((plan) => plan.run === run);
  const earlier = open.filter((plan) => plan !== known);
  const batches = await batchWork(endpoint, earlier.filter(isBatchRun), isBatchKept, { stores, clock });
  const live = earlier.filter((plan) => !isBatchRun(plan));
  const abandoned = [
    ...abandonedRuns(live, { now: clock.now(), afterMs: abandonedAfterMs }),
    ...(batches?.giveUp ?? []),
  ];
  // Neither what is open counts, nor what is dated in the future: that must not silence the schedule until then. A run that
  // waits for its start is dated ahead by one tick at most.
  const soonMs = Math.max(at.getTime(), clock.now().getTime()) + clockSlackMs + request.everyMs;
  const soon = new Date(soonMs).toISOString();
  const listed = await newestBefore(
    [soon, ...open.map(({ plannedAt }) => plannedAt)].sort()[0] as string,
    endpoint,
    stores.runs,
  );
  // What a killed try of this tick wrote may arrive while the next one looks: it stands in the list, and was not open before.
  const isLate = (one: RunRecord) => one.run === run && one.status === 'open';
  const ended = listed.filter((one) => !isLate(one));
  const begun = listed.some(isLate)
    ? (await stores.runs.openPlans(endpoint.id)).find((plan) => plan.run === run)
    : known;
  const over = ended.at(-1);
  const newest = open.findLast(({ plannedAt }) => Date.parse(plannedAt) <= soonMs) ?? over;
  const isAtProvider = (batches?.goOn.length ?? 0) > 0;
  const isBusy = abandoned.length + (batches?.goOn.length ?? 0) < earlier.length;
  // The tick that is still busy here judges them.
  const { unjudged } = isBusy ? { unjudged: [] } : await unjudgedRuns(endpoint.id, clock.now(), stores);
  const waiting = isBusy ? [] : [...abandoned, ...unjudged.map((one) => one.run)].sort();
  const isBehind = waiting.length >= mostToCatchUp; // a new run is judged after those before it
  const isFree = (newest === undefined || newest.run < run) && !isBusy && !isAtProvider && !isBehind;
  const scheduled = begun === undefined ? startOf(endpoint, newest, request) : new Date(begun.plannedAt);
  const start = scheduled ?? (isFree ? await confirmingStart(endpoint, request, { stores, clock }) : undefined);
  const now = clock.now();
  const active = await stores.incidents.active(endpoint.id);
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
    batches,
    finishedAt: over?.finishedAt,
    waiting: waiting.slice(0, mostToCatchUp),
  };
}

/** The quiet period that goes on at an endpoint. */
export function quietNow(
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
