import { MonitorError } from './config-error.ts';
import type { FailureClass } from './run/completion.ts';

export { ConfigError, MonitorError, type Problem, problemsIn, throwIfAny } from './config-error.ts';

/** A question beside replays (which models are there?) that an endpoint did not answer; replays record failures instead. */
export class CallError extends MonitorError {
  override readonly name = 'CallError';
  readonly failure: FailureClass;

  constructor(failure: FailureClass, options?: ErrorOptions) {
    super(`the call failed: ${failure}`, options);
    this.failure = failure;
  }
}

/** Stored data that this version cannot read, or a write that lost a race for good. */
export class StoreError extends MonitorError {
  override readonly name = 'StoreError';
}

/**
 * Something stored that is missing or damaged: asking again gives the same. What depends on it is done without it, and says
 * so; a store that cannot be reached just now is another matter, and throws something else.
 */
export class UnreadableError extends StoreError {}

/** Somebody else is doing this right now; worth another try when they are done. */
export class BusyError extends MonitorError {
  override readonly name = 'BusyError';
}

/** An execution of a deployed monitor that did not come to its end. */
export class DeployedRunError extends MonitorError {
  override readonly name = 'DeployedRunError';

  constructor(execution: string, what: string) {
    super(`the execution ${execution} did not come to its end: ${what}`);
  }
}

/** Alerts that did not get through; the next delivery sends them again. */
export class UndeliveredError extends MonitorError {
  override readonly name = 'UndeliveredError';
}

/** A statistic was asked for a sample that it is not defined on. */
export class SampleError extends MonitorError {
  override readonly name = 'SampleError';
}
