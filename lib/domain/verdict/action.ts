import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { SinkAnswer } from './sink-answer.ts';

const common = {
  endpoint: z.string(),
  number: z.int().min(1).describe('counts the actions of an endpoint'),
  at: Timestamp,
  by: z.string().min(1).describe('the person who did it'),
  why: z.string().min(1).describe("that person's own words; they do not leave the project"),
};

/**
 * Something that a person did about an endpoint, kept for ever:
 *
 * - `acknowledged`: has seen the incident, which is told no more until it is over;
 * - `resolved`: says that the incident is over, and the baseline stays;
 * - `silenced`: nothing of this endpoint is told until then; runs go on;
 * - `unsilenced`: ends every silence of the endpoint;
 * - `marked`: something happened (a deployment), for whoever looks at the history later;
 * - `tried`: sent samples to everybody who is told of alerts, and what each answered.
 *
 * Acceptances are not here: they begin an epoch, which keeps who and why.
 */
export const Action = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('acknowledged'), incident: z.string() }),
  z.strictObject({ ...common, kind: z.literal('resolved'), incident: z.string() }),
  z.strictObject({ ...common, kind: z.literal('silenced'), until: Timestamp }),
  z.strictObject({ ...common, kind: z.literal('unsilenced') }),
  z.strictObject({ ...common, kind: z.literal('marked'), happenedAt: Timestamp }),
  z.strictObject({ ...common, kind: z.literal('tried'), execution: z.string(), answers: z.array(SinkAnswer) }),
]);
export type Action = z.infer<typeof Action>;

/** Who decides something, and why. */
export interface Decision {
  readonly by: string;
  readonly why: string;
}
