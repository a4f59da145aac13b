import * as z from 'zod';

export const HealthCheckName = z.enum(['rank-autocorrelation', 'hour-of-day', 'uniformity']);
export type HealthCheckName = z.infer<typeof HealthCheckName>;

/** A running check of an assumption behind the ranks. */
export interface HealthCheck {
  readonly name: HealthCheckName;
  /** p-value of "the assumption holds"; absent where there are too few runs to say. */
  readonly pValue?: number;
  /** Runs that it was computed from. */
  readonly runs: number;
}

/** Below this, an assumption is called doubtful. Three checks, looked at about weekly: one in about six years by chance. */
export const doubtfulBelow = 0.001;
