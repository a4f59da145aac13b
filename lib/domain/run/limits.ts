import * as z from 'zod';
import { Budget } from './spending.ts';

/** What an account may come to: that of all endpoints together, or of one. */
export const Limit = z.strictObject({
  scope: z.enum(['project', 'endpoint']),
  /** A day or a month, UTC: `2026-11-22`, `2026-11`. */
  period: z.string().regex(/^\d{4}-\d\d(-\d\d)?$/, 'expected a day or a month'),
  budget: Budget,
});
export type Limit = z.infer<typeof Limit>;

/** Everything that one run is held to. */
export const RunLimits = z.strictObject({
  /** The run itself. */
  run: Budget,
  accounts: z.array(Limit),
});
export type RunLimits = z.infer<typeof RunLimits>;

export const noLimits: RunLimits = { run: {}, accounts: [] };
