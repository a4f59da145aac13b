import type { Sample } from './sample.ts';

/** What a provider gave back for one request: the part of a sample that is not about who asked, when and for what. */
export type Completion = Omit<Named<Sample>, 'run' | 'at' | 'golden' | 'repetition' | 'endpoint' | 'goldenVersion'>;

/** The keys of a loose object that have names; `Omit` would otherwise forget their types. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** Classes of failed calls. Only `retryable` ones are tried again. */
export const failureClasses = {
  'rate-limited': { retryable: true },
  overloaded: { retryable: true },
  timeout: { retryable: true },
  unreachable: { retryable: true },
  'server-error': { retryable: true },
  'malformed-response': { retryable: true },
  authentication: { retryable: false },
  'permission-denied': { retryable: false },
  'not-found': { retryable: false },
  'invalid-request': { retryable: false },
  'quota-exceeded': { retryable: false },
  /** A filter refused the request with an error; an answer that one stopped is an answer with that finish reason. */
  'content-filter': { retryable: false },
  /** The server threw away what the model wrote, since it was no valid JSON or tool call: the model's own failure. */
  'invalid-output': { retryable: false },
  cancelled: { retryable: false },
  unknown: { retryable: false },
} as const;
export type FailureClass = keyof typeof failureClasses;
