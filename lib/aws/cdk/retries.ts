import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { busyErrors, throttledErrors, transientErrors } from '../names/error-names.ts';

/** Calls again what may work in a moment, spread so that clients that failed together do not come back together. */
export const whenTransient: RetryProps = {
  errors: [...transientErrors],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 5,
  jitterStrategy: JitterType.FULL,
};

/**
 * A new account runs ten functions at once, and others share what it has: whoever finds no room waits for it, for hours if need
 * be. The deadline of the task ends what is left of its replay.
 */
export const whenThrottled: RetryProps = {
  errors: [...throttledErrors],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxDelay: Duration.minutes(2),
  maxAttempts: 1000,
  jitterStrategy: JitterType.FULL,
};

/** Waits for another worker, or for its claim to lapse when it was killed: 15 minutes. */
export const whenBusy: RetryProps = {
  errors: [...busyErrors],
  interval: Duration.minutes(1),
  backoffRate: 1,
  maxAttempts: 20,
};
