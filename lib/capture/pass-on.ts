import { isPromise } from 'node:util/types';
import type { Draft } from './draft.ts';
import { isAbort } from './tape.ts';
import { tapeResponse } from './tape-response.ts';

/**
 * Sends a request and gives back what comes: a response with a tape running in its place, or whatever else it is as it is.
 * What is thrown is thrown as it was, at once or later. Whatever somebody's `fetch` gives may defend itself against being
 * looked at; then it is not recorded.
 */
export function passOn(send: () => unknown, draft: Draft): unknown {
  const take = (response: unknown): unknown => {
    const same = attempt(() => takeResponse(response as Response, draft));
    if (same === undefined) draft.discard();
    return same ?? response;
  };
  const fail = (error: unknown): never => {
    draft.end(attempt(() => isAbort(error, draft.signal)) === true ? 'aborted' : 'network');
    throw error;
  };

  let answer: unknown;
  try {
    answer = send();
  } catch (error) {
    return fail(error);
  }
  if (isPromise(answer) && Object.keys(answer).length === 0) return answer.then(take, fail); // one of the same class
  if (attempt(() => !isThenable(answer)) === true) return take(answer);
  draft.discard(); // a thenable, or a promise that can do more than others, which would be lost
  return answer;
}

function takeResponse(response: Response, draft: Draft): Response | undefined {
  draft.takeAnswer(response);
  return tapeResponse(response, draft, draft.signal);
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
