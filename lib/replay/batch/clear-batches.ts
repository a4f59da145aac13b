import type { Batch } from '../../domain/run/batch.ts';
import type { BatchProvider } from '../../ports/batch-provider.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { type BatchDeps, call } from './batch-deps.ts';
import { asSubmitted } from './collect-batch.ts';
import { findBatch, isPerhapsThere } from './submit-batch.ts';

/** Nothing is tried any longer after this: every provider has removed by itself what it kept. */
const forgottenAfterMs = 30 * 86_400_000;

export interface ClearDeps extends Pick<BatchDeps, 'batches' | 'clock'> {
  readonly runs: Pick<RunStore, 'get'>;
}

/** Remembers that a run is over without what is still at the provider; `clearBatches` cancels it there. */
export async function giveUpBatches(run: string, { batches }: Pick<BatchDeps, 'batches'>): Promise<void> {
  for (const batch of await batches.list(run))
    if (batch.state !== 'collected') await batches.put({ ...batch, state: 'given-up' });
}

/**
 * Leaves nothing behind at a provider: cancels batches whose run is over without them, and removes requests and answers of
 * those that ended. What does not succeed now is tried again with the next call, for a month.
 *
 * @param left batches of one provider.
 */
export async function clearBatches(
  left: readonly Batch[],
  provider: BatchProvider,
  deps: ClearDeps,
  cancel: AbortSignal,
): Promise<void> {
  for (const batch of left) {
    const isEnded = batch.state === 'collected' || batch.state === 'given-up';
    if (!isEnded && (await deps.runs.get(batch.run))?.status === 'open') continue; // it reads every draw of an open run
    const ageMs = deps.clock.now().getTime() - Date.parse(batch.preparedAt);
    const isDone = ageMs > forgottenAfterMs || (await clear(batch, provider, deps, cancel));
    if (isDone) await deps.batches.remove(batch);
  }
}

/** Whether nothing is left to do about a batch. */
async function clear(
  batch: Batch,
  provider: BatchProvider,
  deps: Pick<ClearDeps, 'batches' | 'clock'>,
  cancel: AbortSignal,
): Promise<boolean> {
  if (batch.id === undefined) {
    if (!isPerhapsThere(batch)) return true;
    const found = await findBatch(batch, provider, deps.clock.now(), cancel);
    if ('failure' in found || found.value === 'wait') return false;
    if (found.value === 'none') return true;
    const there = { ...batch, id: found.value.id };
    await deps.batches.put(there);
    return clear(there, provider, deps, cancel);
  }
  const there = asSubmitted(batch);
  const looked = await call((signal) => provider.look(there, signal), cancel);
  if ('failure' in looked) return looked.failure === 'not-found';
  if (looked.value.kind === 'going') {
    await call((signal) => provider.cancel(there, signal), cancel);
    return false; // it ends in its own time, and its files go then
  }
  return 'value' in (await call((signal) => provider.forget(there, signal), cancel));
}
