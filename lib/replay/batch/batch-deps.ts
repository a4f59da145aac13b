import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { CallError, ConfigError } from '../../domain/errors.ts';
import type { FailureClass } from '../../domain/run/completion.ts';
import type { BatchLog } from '../../ports/batch-log.ts';
import type { BatchProvider } from '../../ports/batch-provider.ts';
import type { Provider } from '../../ports/provider.ts';
import type { ReplayDeps } from '../replay-run.ts';

export interface BatchDeps extends Omit<ReplayDeps, 'liveTools'> {
  readonly batches: BatchLog;
}

/** Longest that one call about a batch may take; it carries all of its requests, or all of their answers. */
const deadlineMs = 10 * 60_000;

/** What one call about a batch came to: a value, or the class of its failure. */
export type Called<T> = { readonly value: T } | { readonly failure: FailureClass };

/** Makes one call about a batch. @throws whatever is not the endpoint's doing. */
export async function call<T>(make: (signal: AbortSignal) => Promise<T>, cancel: AbortSignal): Promise<Called<T>> {
  try {
    return { value: await make(AbortSignal.any([cancel, AbortSignal.timeout(deadlineMs)])) };
  } catch (error) {
    if (error instanceof CallError) return { failure: error.failure };
    throw error;
  }
}

/** @throws {ConfigError} for a provider with no batches that Pinwatch speaks. */
export function batchesOf(provider: Pick<Provider, 'batches'>, { id, provider: name }: Endpoint): BatchProvider {
  if (provider.batches !== undefined) return provider.batches;
  const what = `expected delivery: live, as Pinwatch speaks no batches of ${name}, got batch`;
  throw new ConfigError([{ where: `endpoint ${id}`, what }]);
}
