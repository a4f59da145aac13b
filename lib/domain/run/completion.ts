import type { Sample } from './sample.ts';

/** What a provider gave back for one request: the part of a sample that is not about who asked, when and for what. */
export type Completion = Omit<Named<Sample>, 'run' | 'at' | 'golden' | 'repetition' | 'endpoint' | 'goldenVersion'>;

/** The keys of a loose object that have names; `Omit` would otherwise forget their types. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/**
 * Classes of failed calls. Only `retryable` ones are tried again. Those that are `mayBeBilled` came after the model may have
 * begun to write: nobody says what they cost, and they are counted as if they had been answered. The others were refused at
 * the door, or never reached it.
 */
export const failureClasses = {
  'rate-limited': { retryable: true, mayBeBilled: false },
  overloaded: { retryable: true, mayBeBilled: false },
  timeout: { retryable: true, mayBeBilled: true },
  unreachable: { retryable: true, mayBeBilled: false },
  'server-error': { retryable: true, mayBeBilled: true },
  'malformed-response': { retryable: true, mayBeBilled: true },
  authentication: { retryable: false, mayBeBilled: false },
  'permission-denied': { retryable: false, mayBeBilled: false },
  'not-found': { retryable: false, mayBeBilled: false },
  'invalid-request': { retryable: false, mayBeBilled: false },
  'quota-exceeded': { retryable: false, mayBeBilled: false },
  /** A filter refused the request with an error; an answer that one stopped is an answer with that finish reason. */
  'content-filter': { retryable: false, mayBeBilled: true },
  /** The server threw away what the model wrote, since it was no valid JSON or tool call: the model's own failure. */
  'invalid-output': { retryable: false, mayBeBilled: true },
  /** The client library of the provider is missing here, or too old: nothing was sent. */
  'not-installed': { retryable: false, mayBeBilled: false },
  cancelled: { retryable: false, mayBeBilled: true },
  unknown: { retryable: false, mayBeBilled: true },
} as const;
export type FailureClass = keyof typeof failureClasses;

/** Whether a failed call may have been billed; of a class that we do not know, it may. */
export function mayBeBilled(error: string): boolean {
  return Object.hasOwn(failureClasses, error) ? failureClasses[error as FailureClass].mayBeBilled : true;
}
