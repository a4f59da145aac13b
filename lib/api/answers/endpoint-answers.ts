import * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { Interval } from '../../domain/interval.ts';
import { HealthCheckName } from '../../domain/verdict/baseline-health.ts';
import { Condition } from '../../domain/verdict/condition.ts';
import { Coverage } from '../../domain/verdict/coverage.ts';
import { Epoch } from '../../domain/verdict/epoch.ts';
import { Explanation } from '../../domain/verdict/explanation.ts';
import { Incident } from '../../domain/verdict/incident.ts';
import { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { Verdict } from '../../domain/verdict/verdict.ts';
import { Next } from '../queries.ts';

export const Tone = z.enum(['alarm', 'warning', 'good', 'neutral']);
export const VerdictKindName = z.enum(['drift-detected', 'no-drift-detected', 'inconclusive']);

/** One run of a sparkline. */
export const Spark = z.strictObject({
  run: z.string(),
  at: Timestamp,
  logRatio: z.number().nullable().describe('natural log of evidence / threshold; null where nothing was tested'),
  verdict: VerdictKindName.optional().describe('left out while the run is open or not judged'),
});
export type Spark = z.infer<typeof Spark>;

export const EndpointSummary = z.strictObject({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  state: z.enum(['drift', 'suspected', 'below-floor', 'no-drift', 'inconclusive', 'waiting', 'changed']),
  watched: z
    .boolean()
    .describe('false while nothing at all is being said about it: it is silent, blind or unreachable'),
  tone: Tone,
  title: z.string().describe('the state in a few words'),
  sentence: z.string().describe('what a person reads first'),
  warnings: z.array(z.string()).describe('what is wrong with the watching itself'),
  epoch: z.int().min(0),
  verdict: Verdict.optional(),
  coverage: Coverage.optional(),
  covers: z.string().optional().describe('what the verdict covers, in a few words'),
  incident: Incident.optional().describe('the open or acknowledged one'),
  conditions: z.array(Condition).describe('those that go on'),
  quiet: QuietPeriod.optional().describe('while nothing is told: of several reasons the one that lasts longest'),
  lastRun: z.strictObject({ run: z.string(), at: Timestamp }).optional(),
  nextRunAt: Timestamp.describe('when the schedule starts the next run; not after now if it is late'),
  due: z.boolean(),
  misdated: z.int().min(0).describe('runs that are dated in the future'),
  spark: z.array(Spark).describe('the newest runs, oldest first'),
});
export type EndpointSummary = z.infer<typeof EndpointSummary>;

export const EndpointPage = z.strictObject({ endpoints: z.array(EndpointSummary), next: Next });

export const Tile = z.strictObject({ label: z.string(), value: z.string(), note: z.string() });

export const Threshold = z.strictObject({
  channel: z.string(),
  group: z.string(),
  logStatistic: z.number().nullable().describe('natural log of the evidence after the last run'),
  logThreshold: z.number(),
  averageRunLength: z.number().describe('the promise: at most runs / this many false alarms are expected'),
  falseAlarmsPerYear: z.number().describe('at most, at the runs a year of this schedule'),
});

export const EndpointDetail = EndpointSummary.extend({
  baseURL: z.string().optional(),
  repetitions: z.int(),
  effectFloor: z.number(),
  tiles: z.array(Tile),
  budget: z.strictObject({ falseAlarmsPerYear: z.number(), everySeconds: z.number(), runsPerYear: z.number() }),
  epochs: z.array(Epoch).describe('oldest first'),
  explanation: Explanation.optional().describe(
    'of the open change, or of the newest one among the runs that were read',
  ),
  effect: Interval.optional(),
  decision: z.strictObject({
    promise: z.string().describe('the promise in words'),
    thresholds: z.array(Threshold),
    health: z.array(
      z.strictObject({
        name: HealthCheckName,
        asks: z.string(),
        answer: z.string(),
        pValue: z.number().optional().describe('of "the assumption holds"'),
        runs: z.int(),
      }),
    ),
  }),
});
export type EndpointDetail = z.infer<typeof EndpointDetail>;
