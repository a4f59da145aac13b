import type { Sample } from './sample.ts';

/** A sample without what was answered: what was asked for, and how it failed. Some 100 bytes. */
export type AskedDraw = Pick<Sample, 'golden' | 'goldenVersion' | 'error' | 'failedAttempts'>;

/** What is left of a sample once its answer has been observed. */
export function askedDraw({ golden, goldenVersion, error, failedAttempts }: Sample): AskedDraw {
  return {
    golden,
    ...(goldenVersion === undefined ? {} : { goldenVersion }),
    ...(error === undefined ? {} : { error }),
    ...(failedAttempts === undefined ? {} : { failedAttempts }),
  };
}
