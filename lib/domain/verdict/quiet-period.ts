import * as z from 'zod';
import { Timestamp } from '../ids.ts';

/**
 * A time in which nothing of an endpoint is told, because a person silenced it or because it is under planned maintenance.
 * Runs go on in it and are judged. What changed is told when it is over.
 */
export const QuietPeriod = z.strictObject({
  kind: z.enum(['silence', 'maintenance']),
  /** Name of the maintenance window. */
  name: z.string().optional(),
  from: Timestamp,
  until: Timestamp,
  /** Who silenced it, and why. */
  by: z.string().optional(),
  why: z.string().optional(),
});
export type QuietPeriod = z.infer<typeof QuietPeriod>;
