/**
 * Errors by the name that Step Functions matches on. Ours stand in `domain/errors`, where each name is written out, because
 * minification renames classes.
 */

/** The service was not there, too busy, or the answer got lost: the same call may work in a moment. */
export const transientErrors = [
  // Step Functions could not reach the function, or the function did not come to an end.
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  // S3, DynamoDB, Secrets Manager and SNS, after the SDK's own retries.
  'InternalError',
  'InternalServerError',
  'InternalServiceError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
  'TimeoutError',
  'TransactionCanceledException', // by a throttled table for longer than a store waits
  'TransactionConflictException',
  // Somebody else wrote at the same moment, or a sink was down.
  'StoreError',
  'UndeliveredError',
] as const;

/** The account runs as many functions as it may. */
export const throttledErrors = ['Lambda.TooManyRequestsException'] as const;

/** Another worker is at it; its claim lapses within the 15 minutes that a function can live. */
export const busyErrors = ['BusyError'] as const;
