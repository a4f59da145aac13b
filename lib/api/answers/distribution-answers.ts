import * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { Interval } from '../../domain/interval.ts';

const Side = z.strictObject({
  from: Timestamp,
  to: Timestamp.describe('of the last run that was read'),
  runs: z.int().min(0),
  of: z.int().min(0).describe('runs in this period that were counted, of which `runs` were read, evenly spread'),
  draws: z.int().min(0),
});

const Counted = Interval.extend({ count: z.int().min(0), draws: z.int().min(0) });
const Summary = z.strictObject({
  count: z.int().min(0),
  mean: z.number(),
  quantiles: z.array(z.number()).length(5).describe('10 %, 25 %, 50 %, 75 %, 90 %'),
});

export const DistributionName = z.enum(['characters', 'outputTokens', 'latencyMs', 'costMicros', 'score']);

/** A number before and after, in bins that both sides share. */
export const NumberDistribution = z.strictObject({
  name: DistributionName,
  unit: z.string(),
  edges: z.array(z.number()).describe('one more than there are bins; the last bin holds its upper edge'),
  before: z.strictObject({ shares: z.array(z.number()), summary: Summary }),
  after: z.strictObject({ shares: z.array(z.number()), summary: Summary }),
});

/** How often something happened before and after, with exact 95 % intervals that take draws for independent. */
export const ShareChange = z.strictObject({
  title: z.string(),
  kind: z.enum(['expectation', 'property', 'finish-reason', 'failed-call']),
  before: Counted,
  after: Counted,
});

export const Distributions = z.strictObject({
  why: z.enum(['asked', 'change', 'halves']).describe('where the split comes from'),
  before: Side,
  after: Side,
  golden: z.string().optional(),
  numbers: z.array(NumberDistribution),
  shares: z.array(ShareChange),
});
export type Distributions = z.infer<typeof Distributions>;
