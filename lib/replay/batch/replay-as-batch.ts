import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Batch } from '../../domain/run/batch.ts';
import type { ReplayTask, RunPlan } from '../../domain/run/run.ts';
import type { BatchProvider } from '../../ports/batch-provider.ts';
import type { ProviderCompletion } from '../../ports/provider.ts';
import { drawnSample } from '../drawn-sample.ts';
import { DrawsDone } from '../draws-done.ts';
import { withEstimatedUse } from '../estimated-use.ts';
import { type PlannedGolden, plannedGoldens } from '../replay-run.ts';
import type { ReplaySignals } from '../replay-signals.ts';
import type { RunBudget } from '../run-budget.ts';
import { type BatchDeps, batchesOf } from './batch-deps.ts';
import { type Ended, fetchResults } from './collect-batch.ts';
import { bodiesOf, cutBatches, type Goldens } from './cut-batches.ts';
import { isPerhapsThere, submitBatch } from './submit-batch.ts';

/** A run whose draws are made as batches. */
export interface BatchReplay {
  readonly plan: RunPlan;
  readonly endpoint: Endpoint;
  /** Has to cover all draws before they are handed in: none can be called back. */
  readonly budget?: RunBudget;
}

/**
 * Takes a run whose requests are handed in together one step further: hands in what is not, looks how the rest stands, and
 * stores the draws of what has ended. Nothing waits here: called again later, by whatever process, it goes on where it was,
 * and no request is handed in twice. A line that failed, or that never came, is a failed draw with its class.
 *
 * @returns whether every draw is stored now; false while the provider has some of them, and where the budget does not cover
 *   them: then none was handed in.
 * @throws {ConfigError} for a provider without batches. @throws {StoreError} if a sample cannot be stored.
 */
export async function replayAsBatch(
  run: BatchReplay,
  deps: BatchDeps,
  { stop, cancel = new AbortController().signal }: ReplaySignals,
): Promise<boolean> {
  const provider = batchesOf(deps.provider, run.endpoint);
  const done = new DrawsDone();
  await deps.runs.inParts(run.plan.run, (samples) => {
    for (const sample of samples) done.add(sample);
  });
  const left = new Set(done.left(run.plan.tasks));
  const tasks = left.size === 0 ? [] : run.plan.tasks;
  const planned = await plannedGoldens(run.plan, tasks, run.endpoint, deps.goldens);
  const goldens = new Map([...planned].map(([version, { golden }]) => [version, golden]));
  const work: Work = { ...run, left, planned, goldens, provider, deps };
  for (const batch of await batchesIn(work)) {
    if (stop.aborted) break;
    if (drawsLeft(batch, work).length === 0) await setState(batch, 'collected', work);
    else if (batch.state === 'submitted') await collect(batch, work, cancel);
    else if (batch.state === 'prepared') {
      const after = await handIn(batch, work, { stop, cancel });
      const wasThere = isPerhapsThere(batch) && after.state === 'submitted'; // and may have ended meanwhile
      if (wasThere) await collect(after, work, cancel);
    }
  }
  return left.size === 0;
}

interface Work extends BatchReplay {
  /** Draws that are not stored yet. */
  readonly left: Set<ReplayTask>;
  readonly goldens: Goldens;
  readonly planned: ReadonlyMap<string, PlannedGolden>;
  readonly provider: BatchProvider;
  readonly deps: BatchDeps;
}

/** The batches of a run; they are cut, and all stored, before the first is handed in. */
async function batchesIn(work: Work): Promise<readonly Batch[]> {
  const { plan, left, goldens, planned, provider, deps, budget } = work;
  const known = await deps.batches.list(plan.run);
  if (known.length > 0 || left.size === 0) return known;
  const { batches, refused } = await cutBatches({ ...work, at: deps.clock.now() }, goldens, provider);
  const sent = batches.flatMap(({ draws }) => draws).map((place) => plan.tasks[place] as ReplayTask);
  const estimates = sent.map(({ goldenVersion }) => (planned.get(goldenVersion) as PlannedGolden).estimate);
  if (budget !== undefined && !(await budget.beginTogether(estimates))) return [];
  for (const { task, completion } of refused) await store(task, completion, deps.clock.now(), work);
  await deps.batches.add(batches);
  return batches;
}

/** @returns the batch as it is stored after that. */
async function handIn(batch: Batch, work: Work, signals: Required<ReplaySignals>): Promise<Batch> {
  const bodies = () => bodiesOf(batch, work, work.goldens, work.provider);
  const after = await submitBatch(batch, bodies, work.provider, work.deps, signals);
  if (!after.hasFailed) return after.batch;
  const { failure = 'unknown' } = after.batch;
  await end(
    after.batch,
    { at: work.deps.clock.now(), results: new Map(), failure, note: 'the batch was not taken' },
    work,
  );
  // One that the provider may have after all is still to be cancelled there.
  return setState(after.batch, isPerhapsThere(after.batch) ? 'given-up' : 'collected', work);
}

/** Stores what came of a batch, if it has ended; that it cannot be looked at just now changes nothing. */
async function collect(batch: Batch, work: Work, cancel: AbortSignal): Promise<void> {
  const ended = await fetchResults({ ...batch, endpoint: work.endpoint }, work.provider, cancel);
  if (ended === undefined) return;
  await end(batch, { ...ended, at: ended.at ?? work.deps.clock.now() }, work);
  await setState(batch, 'collected', work);
}

/** Stores every draw of a batch that is over, answered or failed. */
async function end(batch: Batch, ended: Ended & { readonly at: Date }, work: Work): Promise<void> {
  const prepared = await bodiesOf(batch, work, work.goldens, work.provider);
  for (const place of drawsLeft(batch, work)) {
    const draw = prepared.get(place);
    const ours = draw !== undefined && 'notes' in draw ? draw.notes : [];
    const completion = ended.results.get(place) ?? { error: ended.failure, notes: [ended.note] };
    const notes = [...ours, ...(completion.notes ?? [])];
    const noted = notes.length === 0 ? completion : { ...completion, notes };
    await store(work.plan.tasks[place] as ReplayTask, noted, ended.at, work);
  }
}

async function store(task: ReplayTask, completion: ProviderCompletion, at: Date, work: Work): Promise<void> {
  const { plan, left, planned, deps } = work;
  const drawn = drawnSample(plan, task, { at, attempts: 1, completion });
  // Of a batch only what was answered is billed.
  const { estimate } = planned.get(task.goldenVersion) as PlannedGolden;
  const sample = drawn.error === undefined ? withEstimatedUse(drawn, estimate) : drawn;
  await deps.runs.putSample(sample);
  left.delete(task);
  deps.onStored?.(sample, plan.tasks.length - left.size);
}

function drawsLeft({ draws }: Batch, { plan, left }: Work): number[] {
  return draws.filter((place) => left.has(plan.tasks[place] as ReplayTask));
}

async function setState(batch: Batch, state: Batch['state'], { deps }: Work): Promise<Batch> {
  const next = { ...batch, state };
  if (batch.state !== state) await deps.batches.put(next);
  return next;
}
