import type * as z from 'zod';
import { CallError } from '../../domain/errors.ts';
import { classifyHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch, type HttpAnswer } from './exchange.ts';
import { failureIn, InBandFailure } from './in-band-failure.ts';
import { parseJson } from './parse-json.ts';

/**
 * Asks an endpoint something beside replays, once, and gives what it answered, read by `schema`.
 *
 * @throws {CallError} if it cannot be reached, refuses, or answers with something else.
 */
export async function ask<T>(
  schema: z.ZodType<T>,
  send: (fetch: Fetch) => Promise<unknown>,
  options: ExchangeOptions,
): Promise<T> {
  const json = jsonOf((await askFor(send, options)).body);
  const failure = failureIn(json);
  if (failure !== undefined) throw new CallError(new InBandFailure(failure).failure.error);
  const read = schema.safeParse(json);
  if (!read.success) throw new CallError('malformed-response', { cause: read.error });
  return read.data;
}

/**
 * The same for an answer that is not one JSON value: the answer itself.
 *
 * @throws {CallError} if it cannot be reached, or refuses.
 */
export async function askFor(send: (fetch: Fetch) => Promise<unknown>, options: ExchangeOptions): Promise<HttpAnswer> {
  const made = await exchange(send, options);
  if (!('answer' in made)) throw new CallError(made.error);
  const { answer } = made;
  if (answer.status < 200 || answer.status >= 300) throw new CallError(classifyHttpFailure(answer));
  return answer;
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
