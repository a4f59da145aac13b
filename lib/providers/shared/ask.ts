import type * as z from 'zod';
import { CallError } from '../../domain/errors.ts';
import { classifyHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch } from './exchange.ts';
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
  const made = await exchange(send, options);
  if (!('answer' in made)) throw new CallError(made.error);
  const { answer } = made;
  if (answer.status < 200 || answer.status >= 300) throw new CallError(classifyHttpFailure(answer));
  const json = jsonOf(answer.body);
  const failure = failureIn(json);
  if (failure !== undefined) throw new CallError(new InBandFailure(failure).failure.error);
  const read = schema.safeParse(json);
  if (!read.success) throw new CallError('malformed-response', { cause: read.error });
  return read.data;
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
