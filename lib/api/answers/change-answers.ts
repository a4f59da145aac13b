import * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { Interval } from '../../domain/interval.ts';
import { Condition } from '../../domain/verdict/condition.ts';
import { Epoch } from '../../domain/verdict/epoch.ts';
import { Fact } from '../../domain/verdict/evidence.ts';
import { Incident } from '../../domain/verdict/incident.ts';
import { Tone } from './endpoint-answers.ts';

const count = z.int().min(0);

/** Whether the answers of an endpoint changed in a span of time. */
export const ChangeAnswer = z.strictObject({
  kind: z.enum(['changed', 'may-have', 'was-changed', 'no-change-shown', 'cannot-tell']),
  tone: Tone,
  sentence: z.string().describe('the answer, for a person'),
  notes: z.array(z.string()).describe('what else belongs to it'),
  endpoint: z.string(),
  span: z.strictObject({ from: Timestamp, until: Timestamp }),
  changes: z.array(
    z.strictObject({
      incident: Incident,
      since: z.strictObject({ at: Timestamp, earliest: Timestamp, latest: Timestamp }),
      effect: Interval.optional(),
      goldens: z.array(z.string()),
    }),
  ),
  runs: count,
  judged: count,
  drifting: count,
  unjudged: z.array(z.strictObject({ reason: z.string(), runs: count })),
  covered: z.strictObject({ judged: count, expected: count }).optional(),
  tooEarly: z.strictObject({ runsSince: count, needed: count }).optional(),
  facts: z.array(Fact.extend({ endpoint: z.string(), epoch: z.int(), run: z.string(), at: Timestamp })),
  baselines: z.array(Epoch),
  conditions: z.array(Condition),
});
export type ChangeAnswer = z.infer<typeof ChangeAnswer>;
