import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Severity } from './severity.ts';

export const IncidentStatus = z.enum(['open', 'acknowledged', 'resolved', 'accepted']);

/** One change, however many runs and channels show it. */
export const Incident = z.strictObject({
  id: z.string().describe('endpoint, epoch and the run that opened it'),
  endpoint: z.string(),
  epoch: z.int().min(1),
  status: IncidentStatus,
  openedAt: Timestamp,
  openedByRun: z.string(),
  updatedAt: Timestamp,
  /** Newest run that still showed the change. */
  lastRun: z.string(),
  resolvedAt: Timestamp.optional(),
  /** Who has seen it and wants to hear no more of it until it is over. */
  acknowledged: z.strictObject({ at: Timestamp, by: z.string(), why: z.string() }).optional(),
  /** Who closed it, and why; neither where the answers were like the baseline again. */
  by: z.string().optional(),
  why: z.string().optional(),
  /** The most that it ever mattered; left out by versions that did not say. */
  severity: Severity.optional(),
  /** Set where an acceptance was taken back, or where runs still show what a person had resolved: who opened it again, and why. */
  reopened: z.strictObject({ at: Timestamp, by: z.string(), why: z.string(), times: z.int().min(1) }).optional(),
  revision: z.int().min(0).describe('counts changes; a write names the one it replaces'),
});
export type Incident = z.infer<typeof Incident>;

/** Whether people are still to act on an incident. */
export function isActive({ status }: Pick<Incident, 'status'>): boolean {
  return status === 'open' || status === 'acknowledged';
}
