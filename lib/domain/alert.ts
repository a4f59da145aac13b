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
});
export type Alert = z.infer<typeof Alert>;
