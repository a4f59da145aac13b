import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { StoreError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ReplayTask, RunPlan } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { drawSeed } from '../plan/plan-run.ts';
import { type DrawEstimate, estimateDraw } from '../plan/run-budget.ts';
import type { GoldenArchive } from '../ports/golden-archive.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type ChainDeps, drawGolden } from './chain/draw-chain.ts';
import { PromptCounter } from './count-prompt.ts';
import { drawnSample } from './drawn-sample.ts';
import { DrawsDone } from './draws-done.ts';
import { withEstimatedUse } from './estimated-use.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { ReplaySignals } from './replay-signals.ts';
import { RetryPolicy } from './retry-policy.ts';
import { type Hold, RunBudget } from './run-budget.ts';
import { Storing } from './storing.ts';
import { workTogether } from './work-together.ts';

export interface ReplayDeps extends Omit<ChainDeps, 'limiter'> {
  readonly runs: Pick<RunStore, 'samples' | 'inParts' | 'putSample'>;
  readonly goldens: Pick<GoldenArchive, 'get'>;
  /** Told of every draw once it is stored, and how many of the run are stored by then. */
  readonly onStored?: (sample: Sample, stored: number) => void;
}

/** What to replay. */
export interface Replay {
  readonly plan: RunPlan;
  readonly endpoint: Endpoint;
  /** Only these draws of the plan, where several workers share one; all if left out. */
  readonly shard?: readonly ReplayTask[];
  /** Counts what is used, draws that are stored already among it; once it is used up, nothing new is sent. @default unlimited */
  readonly budget?: RunBudget;
}

/**
 * Makes the draws of a plan that are not stored yet and stores each as it arrives. A draw whose every attempt failed is
 * stored too, with its `error`. Called again after a crash it goes on where it was.
 *
 * @returns whether every draw that was asked for is stored now; false only if a signal or the budget ended it early.
 * @throws {StoreError} if a sample cannot be stored; what was in flight is finished first.
 */
export async function replayRun(
  { plan, endpoint, shard, budget = new RunBudget() }: Replay,
  deps: ReplayDeps,
  { stop, cancel = new AbortController().signal }: ReplaySignals,
): Promise<boolean> {
  const tasks = shard ?? plan.tasks;
  const done = new DrawsDone();
  const see = (samples: readonly Sample[]) => {
    for (const sample of samples) {
      done.add(sample);
      budget.saw(sample);
    }
  };
  if (shard === undefined) await deps.runs.inParts(plan.run, see);
  else see(await deps.runs.samples(plan.run, shard));
  const open = done.left(tasks);
  const goldens = await plannedGoldens(plan, open, endpoint, deps.goldens);
  const limiter = new RateLimiter(deps.clock, endpoint);
  const prompts = new PromptCounter(deps.provider, limiter);
  const retries = new RetryPolicy(endpoint, done.failedOnly);
  const broken = new AbortController();
  const signals = { stop: AbortSignal.any([stop, cancel, broken.signal]), cancel };

  let stored = done.count;
  const store = async (sample: Sample) => {
    await deps.runs.putSample(sample);
    stored++;
    deps.onStored?.(sample, stored);
  };

  const make = async (task: ReplayTask, hold: Hold, { golden, estimate }: PlannedGolden) => {
    const request = { endpoint, golden, drawSeed: drawSeed(plan, task) };
    const drawing = { ...deps, limiter, mayTryAgain: hold.mayTryAgain };
    const drawn = await drawGolden(request, retries.attempts(), drawing, signals);
    if (drawn === undefined) return undefined;
    retries.record(drawn.completion.error);
    const counted = await prompts.withCount(drawnSample(plan, task, drawn), request, signals);
    return withEstimatedUse(counted, estimate);
  };

  const queue = open.values();
  const work = async () => {
    const storing = new Storing(broken);
    try {
      for (const task of queue) {
        const planned = goldens.get(task.goldenVersion) as PlannedGolden;
        const hold = await budget.begin(planned.estimate);
        if (hold === undefined) return;
        let sample: Sample | undefined;
        try {
          sample = await make(task, hold, planned);
        } finally {
          hold.end(sample); // what it used is counted before the next one leaves
        }
        if (sample === undefined) return;
        await storing.next(store(sample));
      }
    } finally {
      await storing.last;
    }
  };
  await workTogether(Math.min(endpoint.concurrency, open.length), work, broken);
  return stored === tasks.length;
}

export interface PlannedGolden {
  readonly golden: GoldenRequest;
  readonly estimate: DrawEstimate;
}

/** The versions that were planned, which need not be the ones that stand in the files by now. */
export async function plannedGoldens(
  { run }: RunPlan,
  tasks: readonly ReplayTask[],
  endpoint: Endpoint,
  archive: Pick<GoldenArchive, 'get'>,
): Promise<Map<string, PlannedGolden>> {
  const goldens = new Map<string, PlannedGolden>();
  for (const { golden: id, goldenVersion } of tasks) {
    if (goldens.has(goldenVersion)) continue;
    const golden = await archive.get(goldenVersion);
    if (golden === undefined)
      throw new StoreError(`run ${run}: version ${goldenVersion} of golden ${id} was planned but is not stored`);
    goldens.set(goldenVersion, { golden, estimate: estimateDraw(endpoint, golden) });
  }
  return goldens;
}
