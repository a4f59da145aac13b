import type { Batch } from '../../domain/run/batch.ts';
import type { BatchProvider, PreparedDraw } from '../../ports/batch-provider.ts';
import { backoffMs, isRetryable } from '../draw.ts';
import type { ReplaySignals } from '../replay-signals.ts';
import { type BatchDeps, type Called, call } from './batch-deps.ts';

/**
 * How long after an attempt that nobody heard the end of a batch may still appear in the provider's list. Before that, its
 * absence says nothing.
 */
const settledAfterMs = 2 * 60_000;

/** How far the provider's clock may be behind ours. */
const clockSlackMs = 10 * 60_000;

/**
 * Hands a batch in, once. That an attempt is made is stored before it, and its id right after: whoever comes back after a
 * crash or an answer that did not arrive looks for the batch first, and hands it in again only where there is none. What the
 * provider refuses for now is tried again here; after `maxAttempts` it has failed.
 *
 * @returns the batch as it is stored by now: `submitted`, or still `prepared`, then with `hasFailed` if nothing more is tried.
 */
export async function submitBatch(
  given: Batch,
  prepared: () => Promise<ReadonlyMap<number, PreparedDraw>>,
  provider: BatchProvider,
  { batches, clock, random }: Pick<BatchDeps, 'batches' | 'clock' | 'random'>,
  { stop, cancel }: Required<ReplaySignals>,
): Promise<{ readonly batch: Batch; readonly hasFailed: boolean }> {
  let batch = given;
  const keep = async (changes: Partial<Batch>) => {
    batch = { ...batch, ...changes };
    await batches.put(batch);
  };
  const { maxAttempts } = batch.endpoint;
  for (;;) {
    if (isPerhapsThere(batch)) {
      const found = await findBatch(batch, provider, clock.now(), cancel);
      if ('failure' in found) await keep({ attempts: batch.attempts + 1, failure: found.failure });
      else if (found.value === 'wait') return { batch, hasFailed: false };
      else if (found.value !== 'none') await keep({ state: 'submitted', ...found.value });
      else await keep({ isRefused: true });
      if (batch.state === 'submitted') return { batch, hasFailed: false };
      if ('failure' in found) return { batch, hasFailed: batch.attempts >= maxAttempts };
    }
    if (batch.attempts >= maxAttempts) return { batch, hasFailed: true };
    if (stop.aborted) return { batch, hasFailed: false };

    const { attempts } = batch;
    await keep({ attempts: attempts + 1, attemptedAt: clock.now().toISOString(), isRefused: false });
    const { endpoint, api, key } = batch;
    const bodies = bodiesIn(await prepared());
    const handedIn = await call((signal) => provider.submit({ endpoint, api, key, bodies }, signal), cancel);
    if ('value' in handedIn) {
      await keep({ state: 'submitted', id: handedIn.value, submittedAt: clock.now().toISOString() });
      return { batch, hasFailed: false };
    }
    await keep({ failure: handedIn.failure, isRefused: !isAmbiguous(handedIn.failure) });
    if (isAmbiguous(handedIn.failure)) return { batch, hasFailed: false };
    if (!isRetryable(handedIn.failure)) return { batch, hasFailed: true };
    if (batch.attempts < maxAttempts) await clock.sleep(backoffMs(batch.attempts, random), stop);
  }
}

function bodiesIn(prepared: ReadonlyMap<number, PreparedDraw>) {
  return new Map([...prepared].flatMap(([place, draw]) => ('body' in draw ? [[place, draw.body] as const] : [])));
}

/** Whether the provider may have a batch of which nobody told us the id. */
export function isPerhapsThere({ state, id, attempts, isRefused }: Batch): boolean {
  return (state === 'prepared' || state === 'given-up') && id === undefined && attempts > 0 && isRefused !== true;
}

/** Looks for a batch that may be there; `wait` where it may only not be visible yet. */
export async function findBatch(
  batch: Batch,
  provider: BatchProvider,
  now: Date,
  cancel: AbortSignal,
): Promise<Called<{ readonly id: string } | 'none' | 'wait'>> {
  const { endpoint, api, key, draws } = batch;
  const since = new Date(Date.parse(batch.preparedAt) - clockSlackMs);
  const sought = { endpoint, api, key, requests: draws.length, since };
  const found = await call((signal) => provider.find(sought, signal), cancel);
  if ('failure' in found) return found;
  if (typeof found.value === 'object') return { value: found.value };
  const isSettled = now.getTime() - Date.parse(batch.attemptedAt ?? batch.preparedAt) >= settledAfterMs;
  return { value: found.value === 'none' && isSettled ? 'none' : 'wait' };
}

/** Failures after which nobody knows whether the provider has the batch. */
function isAmbiguous(failure: string): boolean {
  return ['timeout', 'unreachable', 'server-error', 'malformed-response', 'unknown', 'cancelled'].includes(failure);
}
