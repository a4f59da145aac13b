import { CallError } from '../../domain/errors.ts';
import { classifyHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch } from './exchange.ts';

/**
 * Asks an endpoint something beside replays, once, and gives the JSON that it answered.
 *
 * @throws {CallError} if it cannot be reached, refuses, or answers with something else than JSON.
 */
export async function ask(send: (fetch: Fetch) => Promise<unknown>, options: ExchangeOptions): Promise<unknown> {
  const made = await exchange(send, options);
  if (!('answer' in made)) throw new CallError(made.error);
  const { answer } = made;
  if (answer.status < 200 || answer.status >= 300) throw new CallError(classifyHttpFailure(answer));
  try {
    return JSON.parse(answer.body);
  } catch (cause) {
    throw new CallError('malformed-response', { cause: cause instanceof SyntaxError ? undefined : cause });
  }
}
