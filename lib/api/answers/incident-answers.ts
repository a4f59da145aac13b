import * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { Interval } from '../../domain/interval.ts';
import { Condition } from '../../domain/verdict/condition.ts';
import { Explanation } from '../../domain/verdict/explanation.ts';
import { Incident } from '../../domain/verdict/incident.ts';
import { Judgement } from '../../domain/verdict/judgement.ts';
import { Next } from '../queries.ts';
import { Tone } from './endpoint-answers.ts';

export const IncidentSummary = z.strictObject({
  incident: Incident,
  model: z.string().optional().describe('left out where the endpoint is no longer in the project'),
  tone: Tone,
  title: z.string(),
  sentence: z.string(),
  since: Timestamp.optional().describe('when the change began, most likely'),
  effect: Interval.optional(),
});
export type IncidentSummary = z.infer<typeof IncidentSummary>;

export const IncidentPage = z.strictObject({
  incidents: z.array(IncidentSummary).describe('newest first'),
  next: Next,
});

export const IncidentDetail = z.strictObject({
  summary: IncidentSummary,
  alarm: Judgement.optional().describe('the judgement that opened it'),
  explanation: Explanation.optional().describe('what was said of the change last'),
  explainedBy: z.string().optional().describe('the run whose judgement said it'),
});

export const ConditionRow = z.strictObject({
  condition: Condition,
  name: z.string(),
  sentence: z.string(),
  todo: z.string(),
});
export const ConditionPage = z.strictObject({ conditions: z.array(ConditionRow).describe('newest first'), next: Next });

export const About = z.strictObject({
  name: z.literal('pinwatch'),
  api: z.literal('v1'),
  stack: z.string().optional().describe('the deployed monitor that is looked at'),
  mayDecide: z.boolean().describe('whether decisions may be made here'),
  now: z.string(),
  endpoints: z.array(z.string()),
  every: z.string(),
  falseAlarmsPerYear: z.number(),
});
