import type { BatchProgress } from '../../domain/run/batch.ts';
import type { BatchLimits, BatchProvider, NewBatch, SoughtBatch, SubmittedBatch } from '../../ports/batch-provider.ts';
import type { ProviderCompletion } from '../../ports/provider.ts';
import type { ClassifiedFailure } from './classify-http-failure.ts';
import { readOrFail } from './complete-once.ts';
import type { ExchangeOptions, HttpAnswer } from './exchange.ts';
import { requestBody } from './request-body.ts';
import { type ProviderOptions, type Wires, wireFor } from './speak-apis.ts';

/** What came back for one request of a batch: an answer as it would have come alone, or the class of its failure. */
export type BatchLine = {
  /** Place of its draw in the plan. */
  readonly place: number;
  readonly requestId?: string | undefined;
} & ({ readonly answer: HttpAnswer } | { readonly failed: ClassifiedFailure });

/** What is particular about one provider's batches. All throw a `CallError` for what the endpoint did wrong. */
export interface BatchProtocol {
  readonly limits: BatchLimits;
  create(batch: NewBatch, options: ExchangeOptions): Promise<string>;
  find(batch: SoughtBatch, options: ExchangeOptions): Promise<{ readonly id: string } | 'none' | 'unsure'>;
  look(batch: SubmittedBatch, options: ExchangeOptions): Promise<BatchProgress>;
  lines(batch: SubmittedBatch, options: ExchangeOptions): Promise<readonly BatchLine[]>;
  cancel(batch: SubmittedBatch, options: ExchangeOptions): Promise<void>;
  forget(batch: SubmittedBatch, options: ExchangeOptions): Promise<void>;
}

/** Most bytes of the results of one batch: what a run of a thousand long answers comes to, several times over. */
export const maxResultBytes = 256_000_000;

/** Batches over a provider's wires: bodies and answers are those of live calls, only their way is another. */
export function speakBatches(
  wires: Wires,
  protocol: BatchProtocol,
  { fetch }: Pick<ProviderOptions, 'fetch'>,
): BatchProvider {
  const options = (signal: AbortSignal): ExchangeOptions => ({ signal, fetch, maxBytes: maxResultBytes });
  return {
    limits: protocol.limits,
    async prepare(request) {
      const wire = await wireFor(wires, request);
      const { body: allowed, notes, refused } = requestBody(request, wire.api);
      if (refused.length > 0) {
        const why = [...notes, ...refused.map((path) => `not sent: ${path} is set`)];
        return { completion: { sdk: wire.sdk, error: 'invalid-request', notes: why } };
      }
      const { stream, stream_options: _options, ...body } = wire.body?.(allowed) ?? allowed;
      return { body, notes: stream === true ? [...notes, 'dropped stream'] : notes };
    },
    submit: (batch, signal) => protocol.create(batch, options(signal)),
    find: (batch, signal) => protocol.find(batch, options(signal)),
    look: (batch, signal) => protocol.look(batch, options(signal)),
    async results(batch, signal) {
      const wire = await openWire(wires, batch);
      const results = new Map<number, ProviderCompletion>();
      for (const line of await protocol.lines(batch, options(signal))) {
        if (results.has(line.place)) continue;
        const read: ProviderCompletion = 'answer' in line ? readOrFail(wire, line.answer) : line.failed;
        results.set(line.place, { sdk: wire.sdk, ...withId(line), ...asBatch(read) });
      }
      return results;
    },
    cancel: (batch, signal) => protocol.cancel(batch, options(signal)),
    forget: (batch, signal) => protocol.forget(batch, options(signal)),
  };
}

async function openWire(wires: Wires, { endpoint, api }: SubmittedBatch) {
  const open = wires[api];
  if (open === undefined) throw new Error(`no wire for ${api}`);
  return open(endpoint);
}

/** An answer says of itself how it was called for, so that recordings of both kinds can be told apart. */
function asBatch(completion: ProviderCompletion): ProviderCompletion {
  if (completion.error !== undefined) return completion;
  return { ...completion, identity: { ...completion.identity, delivery: 'batch' } };
}

function withId({ requestId }: BatchLine): Pick<ProviderCompletion, 'requestId'> {
  return requestId === undefined ? {} : { requestId };
}

/** An answer out of a line of results, as if it had come alone. */
export function answerOf(json: unknown, status = 200): HttpAnswer {
  const body = JSON.stringify(json ?? null);
  return {
    status,
    headers: new Headers(),
    body,
    get bytes() {
      return new TextEncoder().encode(body);
    },
  };
}

/** What a request is called in a batch: unlike any of another batch, and told apart by its end. */
export function nameOf(key: string, place: number): string {
  return `${key}-${place}`;
}

/** The place in the plan that a name tells; undefined for a name that is not of this batch. */
export function placeIn(name: unknown, key: string): number | undefined {
  if (typeof name !== 'string' || !name.startsWith(`${key}-`)) return undefined;
  const place = name.slice(key.length + 1);
  return /^(?:0|[1-9][0-9]{0,8})$/.test(place) ? Number(place) : undefined;
}
