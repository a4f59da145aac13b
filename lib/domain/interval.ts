import * as z from 'zod';

/** An estimate with its 95 % interval, in the unit of the estimate. */
export const Interval = z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;
