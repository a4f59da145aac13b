import * as z from 'zod';
import { Fact } from './evidence.ts';
import { Incident } from './incident.ts';
import { Judgement } from './judgement.ts';

const told = {
  id: z.string().describe('the same for a repeated delivery'),
  judgement: Judgement,
  endpoint: z.strictObject({ id: z.string(), provider: z.string(), model: z.string() }),
  stack: z.string().optional().describe('the deployed stack that holds the history; none on a laptop'),
};

/** What is told of an incident: that it opened, that there is news of it, that it is over. */
export const IncidentAlert = z.strictObject({
  ...told,
  kind: z.enum(['opened', 'updated', 'resolved']),
  incident: Incident,
  /** The promise in force: false alarms a year that are expected at most, all endpoints together. */
  falseAlarmsPerYear: z.number().positive().optional(),
});
export type IncidentAlert = z.infer<typeof IncidentAlert>;

/** What a run found to be another than before, beside its answers. No incident belongs to it, and nothing resolves it. */
export const FactAlert = z.strictObject({
  ...told,
  kind: z.literal('fact'),
  /** Those that are worth telling, the weightiest first; the run may have shown weaker ones beside them. */
  facts: z.array(Fact).min(1),
});
export type FactAlert = z.infer<typeof FactAlert>;

/** Something to tell people, once. */
export const Alert = z.discriminatedUnion('kind', [IncidentAlert, FactAlert]);
export type Alert = z.infer<typeof Alert>;
