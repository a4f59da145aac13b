import type { Batch } from '../../domain/run/batch.ts';
import type { BatchProvider, SubmittedBatch } from '../../ports/batch-provider.ts';
import type { ProviderCompletion } from '../../ports/provider.ts';
import { call } from './batch-deps.ts';

/** What came of a batch that is over. */
export interface Ended {
  /** When it ended, where the provider says so. */
  readonly at?: Date | undefined;
  /** By their draws' places in the plan. */
  readonly results: ReadonlyMap<number, ProviderCompletion>;
  /** Class of the failure of the draws without a result, and a note of why they have none. */
  readonly failure: string;
  readonly note: string;
}

/** The results of a batch; undefined while it goes on, and where it cannot be looked at just now. */
export async function fetchResults(
  batch: Batch,
  provider: BatchProvider,
  cancel: AbortSignal,
): Promise<Ended | undefined> {
  const there = asSubmitted(batch);
  const looked = await call((signal) => provider.look(there, signal), cancel);
  if ('failure' in looked) return looked.failure === 'not-found' ? gone : undefined;
  if (looked.value.kind === 'going') return undefined;
  const { at, failure } = looked.value;
  const fetched = await call((signal) => provider.results(there, signal), cancel);
  if ('value' in fetched) return { at, results: fetched.value, failure, note: 'no answer in the results of the batch' };
  return fetched.failure === 'not-found' ? gone : undefined;
}

/** Somebody removed it at the provider. */
const gone: Ended = { results: new Map(), failure: 'not-found', note: 'the provider has no such batch any more' };

/** How a provider is asked about a batch that it has. */
export function asSubmitted({ id = '', endpoint, api, key }: Batch): SubmittedBatch {
  return { id, endpoint, api, key };
}
