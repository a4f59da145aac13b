import * as z from 'zod';
import { Condition } from './condition.ts';
import { Fact } from './evidence.ts';
import { Incident } from './incident.ts';
import { IncidentGroup } from './incident-group.ts';
import { Judgement } from './judgement.ts';
import { QuietPeriod } from './quiet-period.ts';

/** A page that helps with an alert, by its absolute address. */
export const AlertLink = z.strictObject({ text: z.string(), url: z.string() });
export type AlertLink = z.infer<typeof AlertLink>;

const addressed = {
  id: z.string().describe('the same for a repeated delivery'),
  endpoint: z.strictObject({ id: z.string(), provider: z.string(), model: z.string() }),
  stack: z.string().optional().describe('the deployed stack that holds the history; none on a laptop'),
  links: z.array(AlertLink).optional(),
  /** Set where other endpoints show the same within one interval: those that are told of by now, in order. */
  group: IncidentGroup.optional(),
  /** Set where it was not told when it was found: in which quiet period that was. */
  heldBack: QuietPeriod.optional(),
  sample: z.literal(true).optional().describe('a try of the sinks: nothing happened'),
};
const told = { ...addressed, judgement: Judgement };

/** What is told of an incident: that it opened, that there is news of it, that somebody has seen it, that it is over. */
export const IncidentAlert = z.strictObject({
  ...told,
  kind: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
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

/** What keeps an endpoint from being watched: that it began, that it has another cause as well, that it is over. */
export const ConditionAlert = z.strictObject({
  ...addressed,
  kind: z.enum(['condition-opened', 'condition-updated', 'condition-resolved']),
  condition: Condition,
});
export type ConditionAlert = z.infer<typeof ConditionAlert>;

/** Something to tell people, once. */
export const Alert = z.discriminatedUnion('kind', [IncidentAlert, FactAlert, ConditionAlert]);
export type Alert = z.infer<typeof Alert>;

/** Whether an alert is about the watching and not about the model. */
export function isConditionAlert(alert: Alert): alert is ConditionAlert {
  return 'condition' in alert;
}

/** The run that an alert is about, and its time. */
export function alertRun(alert: Alert): { readonly run: string; readonly at: string } {
  if (!isConditionAlert(alert)) return { run: alert.judgement.run, at: alert.judgement.evidence.at };
  const { run, updatedAt, resolvedBy = run } = alert.condition;
  return { run: resolvedBy, at: updatedAt };
}
