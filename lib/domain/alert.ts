import * as z from 'zod';
import { Incident } from './incident.ts';
import { Judgement } from './judgement.ts';

/** Something to tell people, once: `id` is the same for a repeated delivery. */
export const Alert = z.strictObject({
  id: z.string(),
  kind: z.enum(['opened', 'updated', 'resolved']),
  incident: Incident,
  judgement: Judgement,
  endpoint: z.strictObject({ id: z.string(), provider: z.string(), model: z.string() }),
  /** The promise in force: false alarms a year that are expected at most, all endpoints together. */
  falseAlarmsPerYear: z.number().positive().optional(),
});
export type Alert = z.infer<typeof Alert>;
