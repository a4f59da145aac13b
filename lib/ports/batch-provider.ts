import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { BatchProgress } from '../domain/run/batch.ts';
import type { ProviderCompletion, ProviderRequest } from './provider-call.ts';

/**
 * Speaks the batch protocol of one LLM API. Every call is one attempt and may be made again; what the endpoint did wrong is
 * a `CallError` with its class.
 */
export interface BatchProvider {
  /** What one batch takes at most. */
  readonly limits: BatchLimits;
  /** The body as it will be sent, or the failed draw that an endpoint's policy makes of it. Sends nothing. */
  prepare(request: ProviderRequest): Promise<PreparedDraw>;
  /** Hands a batch in. @returns the provider's id of it. @throws {CallError} if it was refused, or nobody knows. */
  submit(batch: NewBatch, signal: AbortSignal): Promise<string>;
  /**
   * Looks for a batch that may have been handed in.
   *
   * @returns its id; `none` if the provider has no such batch; `unsure` if that cannot be said yet.
   */
  find(batch: SoughtBatch, signal: AbortSignal): Promise<{ readonly id: string } | 'none' | 'unsure'>;
  look(batch: SubmittedBatch, signal: AbortSignal): Promise<BatchProgress>;
  /** What came back for each draw of a batch that ended, by its place in the plan; of two lines the first counts. */
  results(batch: SubmittedBatch, signal: AbortSignal): Promise<ReadonlyMap<number, ProviderCompletion>>;
  /** Stops a batch; one that ended stays as it is. */
  cancel(batch: SubmittedBatch, signal: AbortSignal): Promise<void>;
  /** Removes requests and answers of a batch that ended from the provider; does nothing where that was done. */
  forget(batch: SubmittedBatch, signal: AbortSignal): Promise<void>;
}

export interface BatchLimits {
  readonly requests: number;
  /** Of all requests together as JSON. */
  readonly bytes: number;
}

export type PreparedDraw =
  | { readonly body: JsonObject; readonly notes: readonly string[] }
  | { readonly completion: ProviderCompletion };

export interface NamedBatch {
  readonly endpoint: Endpoint;
  readonly api: Api;
  /** 24 hex digits. */
  readonly key: string;
}

export interface NewBatch extends NamedBatch {
  /** Bodies by their draws' places in the plan. */
  readonly bodies: ReadonlyMap<number, Json>;
}

export interface SoughtBatch extends NamedBatch {
  readonly requests: number;
  /** No batch from before can be it. */
  readonly since: Date;
}

export interface SubmittedBatch extends NamedBatch {
  readonly id: string;
}
