import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import { type ConfigurationChange, configurationChange } from '../domain/verdict/epoch.ts';
import { estimateRun, type RunEstimate } from '../plan/estimate-run.ts';
import { isDue, nextDue, type Schedule } from '../plan/next-due.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { type ConfirmingRun, confirmingRun } from './confirming-run.ts';

export interface LookAheadDeps {
  readonly stores: Pick<Stores, 'runs' | 'epochs' | 'judgements' | 'incidents'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is to come at an endpoint, and what it will ask for. */
export interface Ahead {
  /** When the newest run was planned; undefined before the first. */
  readonly lastRunAt?: Date;
  /** Whether the current slot of the schedule has had no run yet. */
  readonly due: boolean;
  /** When the next run starts, scheduled or confirming; not after now if it is late. */
  readonly nextRunAt: Date;
  /** Set where the next run is made beside the schedule, to confirm what is suspected. */
  readonly confirming?: ConfirmingRun['why'];
  /** Set where the next run belongs to another epoch, as the configuration was edited. */
  readonly change?: ConfigurationChange;
  /** Newest runs that are dated in the future: a clock was wrong when they were made, or is wrong now. */
  readonly misdated: number;
  readonly estimate: RunEstimate;
  /** Tokens of a completed draw, from past runs; undefined before the first. */
  readonly seen?: { readonly inputTokens: number; readonly outputTokens: number };
}

/** How far the clocks of two machines may be apart. */
export const clockSlackMs = 5 * 60_000;

/** Past runs from which tokens are averaged. */
const recentRuns = 20;

/** Looks at the schedule and at what a run will cost. Sends nothing, changes nothing. */
export async function lookAhead(
  {
    endpoint,
    goldens,
    project,
  }: {
    readonly endpoint: Endpoint;
    readonly goldens: readonly GoldenRequest[];
    readonly project: Pick<ProjectFile, 'every' | 'jitter'> & Partial<Pick<ProjectFile, 'endpoints'>>;
  },
  { stores, clock }: LookAheadDeps,
): Promise<Ahead> {
  const schedule: Schedule = { everySeconds: everySecondsOf(endpoint, project), jitter: project.jitter };
  const now = clock.now();
  const { runs, last, misdated } = await pastRuns(endpoint.id, now, stores);
  const change = configurationChange(endpoint, await stores.epochs.list(endpoint.id));
  const lastRunAt = last === undefined ? undefined : new Date(last.plannedAt);
  const completed = runs.reduce((sum, run) => sum + run.completed, 0);
  const mean = (key: 'inputTokens' | 'outputTokens') => runs.reduce((sum, run) => sum + run[key], 0) / completed;
  const scheduledAt = nextDue(endpoint.id, schedule, lastRunAt, now);
  const wanted = await confirmingRun(endpoint, project, stores, now);
  const confirming = wanted !== undefined && wanted.at < scheduledAt ? wanted : undefined;
  return {
    ...(lastRunAt === undefined ? {} : { lastRunAt }),
    due: isDue(schedule, lastRunAt, now) || (confirming !== undefined && confirming.at <= now),
    nextRunAt: confirming?.at ?? scheduledAt,
    ...(confirming === undefined ? {} : { confirming: confirming.why }),
    ...(change === undefined ? {} : { change }),
    misdated,
    estimate: estimateRun(endpoint, goldens),
    ...(completed === 0 ? {} : { seen: { inputTokens: mean('inputTokens'), outputTokens: mean('outputTokens') } }),
  };
}

/**
 * The newest runs as far as their dates can be believed, and the last one that was made. A run that is dated in the future
 * must not silence the schedule until then, nor must runs of the same hours that were made before a clock was set back:
 * where there are some, the order in which runs were judged says which was the last, and one in the future counts as none.
 */
async function pastRuns(endpoint: string, now: Date, { runs, judgements }: LookAheadDeps['stores']) {
  const listed = await runs.list({ endpoint, last: recentRuns });
  const soon = new Date(now.getTime() + clockSlackMs + 1).toISOString();
  const isMisdated = ({ plannedAt }: { readonly plannedAt: string }) => Date.parse(plannedAt) >= Date.parse(soon);
  const misdated = listed.filter(isMisdated).length;
  if (misdated === 0) return { runs: listed, last: listed.at(-1), misdated };

  const past = await runs.list({ endpoint, until: soon, last: recentRuns });
  const made = await Promise.all(
    [...past, ...listed.filter(isMisdated)].map(async (run) => ({
      run,
      sequence: (await judgements.get(run.run))?.sequence ?? 0,
    })),
  );
  const newest = made.reduce((a, b) => (b.sequence >= a.sequence ? b : a)).run;
  return { runs: past, last: isMisdated(newest) ? undefined : newest, misdated };
}
