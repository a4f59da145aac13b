import { hashBytes } from '../domain/content-hash.ts';
import { streamOf } from '../domain/endpoint/delivery.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { seededRandom, shuffleInPlace } from '../domain/random.ts';
import type { BeginsEpoch, ReplayTask, RunPlan, Shrunk } from '../domain/run/run.ts';

export interface PlanInput {
  readonly endpoint: Pick<Endpoint, 'id' | 'repetitions' | 'delivery' | 'tier'>;
  readonly epoch: number;
  /** Set where the epoch begins with this run, if it gets its share of answers. */
  readonly begins?: BeginsEpoch | undefined;
  /** Set where each golden is drawn less often than the endpoint asks for. */
  readonly shrunk?: Shrunk | undefined;
  /** Goldens to replay; each is drawn `endpoint.repetitions` times, or `shrunk.to` times. */
  readonly goldens: readonly GoldenRequest[];
  /** Names the run and, to the millisecond, makes it unique within the endpoint. */
  readonly at: Date;
  /** When its first request is to be sent, where that is another time than the one that names it. @default at */
  readonly startAt?: Date;
  /** Any text; equal seeds give equal plans. */
  readonly seed: string;
}

/**
 * Everything that one run will send, in the order of sending.
 *
 * The order is shuffled over goldens and repetitions together, so that a load spike or a routing change in the middle
 * of a run hits all goldens alike instead of always the last ones. Deterministic in its arguments.
 */
export function planRun({ endpoint, epoch, begins, shrunk, goldens, at, startAt = at, seed }: PlanInput): RunPlan {
  const { repetitions } = atSize(endpoint, shrunk);
  const tasks = goldens.flatMap((golden) =>
    Array.from({ length: repetitions }, (_, repetition): ReplayTask => {
      return { golden: golden.id, goldenVersion: golden.version, repetition };
    }),
  );
  const stream = streamOf(endpoint);
  return {
    run: runId(endpoint.id, at),
    endpoint: endpoint.id,
    epoch,
    plannedAt: startAt.toISOString(),
    seed,
    tasks: shuffleInPlace(tasks, seededRandom(`order ${seed}`)),
    ...(stream === undefined ? {} : { stream }),
    ...(begins === undefined ? {} : { begins }),
    ...(shrunk === undefined ? {} : { shrunk }),
  };
}

/** An endpoint as one of its runs draws at it. */
export function atSize<E extends Pick<Endpoint, 'repetitions'>>(endpoint: E, shrunk: Shrunk | undefined): E {
  return shrunk === undefined ? endpoint : { ...endpoint, repetitions: shrunk.to };
}

/** `20261122T090000123Z-support`: sorts by time as text, and is safe in file names and object keys. */
export function runId(endpoint: string, at: Date): string {
  return `${at.toISOString().replaceAll(/[-:.]/g, '')}-${endpoint}`;
}

/** The time that names a run, as `runId` wrote it; undefined for a name that is not of its making. */
export function timeInRunId(run: string): Date | undefined {
  const [, date, hour, minute, second] = /^(\d{8})T(\d\d)(\d\d)(\d{5})Z-/.exec(run) ?? [];
  if (date === undefined) return undefined;
  const day = date.replace(/^(....)(..)(..)$/, '$1-$2-$3');
  const time = new Date(`${day}T${hour}:${minute}:${second?.replace(/^(..)/, '$1.')}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The time by which a run counts, towards a day and a month as well: the one that names it. */
export function countedAt({ run, plannedAt }: Pick<RunPlan, 'run' | 'plannedAt'>): Date {
  return timeInRunId(run) ?? new Date(plannedAt);
}

/** The seed of one draw, uint32: the same again when the draw is repeated after a crash, another for every other draw. */
export function drawSeed(plan: { readonly seed: string }, task: ReplayTask): number {
  const digest = hashBytes(`${plan.seed} ${task.golden} ${task.goldenVersion} ${task.repetition}`);
  return Number.parseInt(digest.slice(0, 8), 16);
}
