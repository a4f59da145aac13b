import { StoreError } from '../../domain/errors.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import { type RunEnd, type RunPlan, RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { DrawId, RunQuery, RunStore, UseSamples } from '../../ports/run-store.ts';
import { sealRecord } from '../../stores/run-record.ts';
import { SampleCounts } from '../../stores/sample-counts.ts';
import { compareDraws, drawName, onlyDraws } from '../../stores/sample-lines.ts';
import { handInParts } from '../../stores/sample-parts.ts';
import { decode } from '../../stores/stored-json.ts';
import type { RunItems, RunState, Sealed } from './run-items.ts';
import type { RunObjects } from './run-objects.ts';

const runsAtOnce = 16;

/**
 * Runs in DynamoDB and S3. No call holds a lock, and any of them may be cut off and repeated:
 *
 * - A draw is one conditional upload, so that the first one stays whoever retries. A writer then looks whether the run is
 *   still open. If so, its draw is part of it: sealing marks the run before it looks for draws, and S3 lists what was
 *   written before.
 * - Sealing is three steps that anybody can take over: mark the run with its outcome, store all its samples as one object
 *   if there is none yet, make that object's counts the record. The draws are deleted last.
 *
 * A draw costs one upload and two reads of the table; sealing reads every draw once.
 */
export class AwsRuns implements RunStore {
  readonly #items: RunItems;
  readonly #objects: RunObjects;

  constructor(items: RunItems, objects: RunObjects) {
    this.#items = items;
    this.#objects = objects;
  }

  async open(plan: RunPlan): Promise<void> {
    if ((await this.#items.state(plan.run)) !== undefined) return;
    await this.#objects.putPlan(plan);
    // Somebody else may have been faster, or was killed after storing another plan: the stored one counts.
    const stored = await this.#objects.plan(plan.run);
    if (stored !== undefined) await this.#items.add(stored);
  }

  async openPlans(endpoint?: string): Promise<RunPlan[]> {
    const runs = await this.#items.openRuns(endpoint);
    const plans = await mapConcurrently(runs, runsAtOnce, (run) => this.#openPlan(run));
    return plans.filter((plan) => plan !== undefined);
  }

  async putSample(sample: Sample): Promise<'stored' | 'duplicate'> {
    let stored = false;
    if ((await this.#opened(sample.run)).state === 'open') {
      stored = await this.#objects.putDraw(sample);
      if ((await this.#opened(sample.run)).state === 'open') return stored ? 'stored' : 'duplicate';
    }
    const sealed = await this.#seal(sample.run);
    const samples = await this.#objects.sealed(sealed);
    if (samples.some((each) => compareDraws(each, sample) === 0)) return stored ? 'stored' : 'duplicate';
    throw new StoreError(`run ${sample.run} is ${sealed.status}: ${drawName(sample)} came too late to be stored`);
  }

  async samples(run: string, only?: readonly DrawId[]): Promise<Sample[]> {
    for (;;) {
      const state = await this.#items.state(run);
      if (state === undefined) return [];
      if (state.state === 'sealed') return onlyDraws(await this.#objects.sealed(state), only);
      const draws = await this.#objects.draws(run, only);
      // Draws are deleted only once the run is sealed: if it is not by now, none was missing.
      if ((await this.#items.state(run))?.state !== 'sealed') return draws;
    }
  }

  async inParts(run: string, use: UseSamples): Promise<void> {
    const state = await this.#items.state(run);
    if (state?.state === 'sealed') return this.#objects.sealedInParts(state, use);
    return handInParts(await this.samples(run), use);
  }

  async close(run: string, end: RunEnd): Promise<RunRecord> {
    const state = await this.#opened(run);
    if (state.state === 'open') await this.#items.beginSealing(state, end);
    return recordIn(await this.#seal(run));
  }

  async get(run: string): Promise<RunRecord | undefined> {
    const state = await this.#items.state(run);
    if (state === undefined) return undefined;
    const record = recordIn(state);
    return state.state === 'sealed' ? record : SampleCounts.of(await this.samples(run)).writtenInto(record);
  }

  async list(query: RunQuery): Promise<RunRecord[]> {
    const records = await this.#items.list(query);
    return mapConcurrently(records, runsAtOnce, async (record) =>
      record.status === 'open' ? ((await this.get(record.run)) ?? record) : record,
    );
  }

  /** Brings a run that was marked to its end, or finds it there. */
  async #seal(run: string): Promise<Sealed> {
    const state = await this.#opened(run);
    if (state.state === 'sealed') return state;
    if (state.state === 'open') throw new StoreError(`run ${run} is open and cannot be sealed without an outcome`);

    const { samples, hash } = await this.#objects.seal(state, await this.#objects.draws(run));
    await this.#items.finishSealing(state, sealRecord(recordIn(state), SampleCounts.of(samples), state), hash);
    await this.#objects.discardOpen(run);
    return this.#seal(run);
  }

  async #opened(run: string): Promise<RunState> {
    const state = await this.#items.state(run);
    if (state === undefined) throw new StoreError(`run ${run} was never opened`);
    return state;
  }

  /** The plan of a run that was open a moment ago; nothing if it has been sealed since, and its plan deleted. */
  async #openPlan(run: string): Promise<RunPlan | undefined> {
    const plan = await this.#objects.plan(run);
    if (plan === undefined && (await this.#opened(run)).state !== 'sealed')
      throw new StoreError(`run ${run} is open and its plan is missing`);
    return plan;
  }
}

function recordIn({ run, record }: RunState): RunRecord {
  return decode(RunRecord, record, `run ${run}`);
}
