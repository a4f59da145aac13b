import * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { RunRecord, RunStatus } from '../../domain/run/run.ts';
import { Coverage } from '../../domain/verdict/coverage.ts';
import { Fact } from '../../domain/verdict/evidence.ts';
import { Judgement } from '../../domain/verdict/judgement.ts';
import { Verdict } from '../../domain/verdict/verdict.ts';
import { Next } from '../queries.ts';
import { Tone, VerdictKindName } from './endpoint-answers.ts';

export const RunSummary = z.strictObject({
  run: z.string(),
  endpoint: z.string(),
  at: Timestamp,
  epoch: z.int().min(1),
  status: RunStatus,
  planned: z.int().min(0),
  completed: z.int().min(0),
  failed: z.int().min(0),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  costMicros: z.int().min(0).optional().describe('millionths of the currency, at the price that is configured now'),
  currency: z.string().optional(),
  counted: z.boolean().optional().describe('whether enough arrived for it to count as evidence'),
  verdict: Verdict.optional().describe('left out while the run is open or not judged'),
  verdictWord: z.string().describe('the verdict in a few words'),
  tone: Tone,
  coverage: Coverage.optional(),
  coverageWords: z.string().optional().describe('what the verdict covers, and why not more'),
  logRatio: z.number().nullable().describe('natural log of evidence / threshold of the channel closest to an alarm'),
  alarms: z.array(z.string()).describe('channels that crossed their thresholds on this run'),
  incident: z.string().optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const ListedVerdict = z.enum([...VerdictKindName.options, 'not-judged']);

export const RunPage = z.strictObject({
  runs: z.array(RunSummary).describe('newest first'),
  next: Next,
});

export const RunDetail = z.strictObject({
  summary: RunSummary,
  record: RunRecord,
  judgement: Judgement.optional(),
  failedDraws: z.array(
    z.strictObject({
      golden: z.string(),
      failure: z.string(),
      draws: z.int().min(1),
      answered: z.int().min(0),
      of: z.int().min(1),
    }),
  ),
  goldens: z
    .array(z.strictObject({ golden: z.string(), answers: z.int().min(0), failed: z.int().min(0) }))
    .describe('what was drawn, by golden'),
  before: z.string().optional().describe('the run before'),
  after: z.string().optional().describe('the run after'),
});

export const EvidencePoint = z.strictObject({
  run: z.string(),
  at: Timestamp,
  epoch: z.int().min(1),
  counted: z.boolean(),
  verdict: VerdictKindName,
  learning: z.boolean().describe('whether the run was only learned'),
  suspected: z.boolean(),
  logRatio: z.number().nullable(),
  planned: z.int().min(0),
  completed: z.int().min(0),
  failed: z.int().min(0),
  facts: z.int().min(0).describe('facts that this run was the first to show'),
  incident: z.string().optional(),
  channels: z.array(
    z.strictObject({
      channel: z.string(),
      score: z.number(),
      pValue: z.number(),
      references: z.int().min(0),
      logStatistic: z.number().nullable(),
      logThreshold: z.number(),
    }),
  ),
});
export type EvidencePoint = z.infer<typeof EvidencePoint>;
export const EvidencePage = z.strictObject({ points: z.array(EvidencePoint).describe('newest first'), next: Next });

/** Goldens by runs: one entry a run in every list, at the same index. */
export const ScorePage = z.strictObject({
  runs: z
    .array(z.strictObject({ run: z.string(), at: Timestamp, verdict: VerdictKindName, epoch: z.int() }))
    .describe('newest first'),
  goldens: z.array(
    z.strictObject({
      golden: z.string(),
      scores: z
        .array(z.number().nullable())
        .describe("standard deviations of the baseline's run-to-run spread; null where it was not scored"),
    }),
  ),
  next: Next,
});

export const RatePage = z.strictObject({
  runs: z.array(z.strictObject({ run: z.string(), at: Timestamp })).describe('newest first'),
  rates: z.array(
    z.strictObject({
      title: z.string(),
      name: z.string(),
      kind: z.enum(['expectation', 'property']),
      golden: z.string().optional().describe('left out when it is pooled over goldens'),
      counts: z.array(z.int().nullable()),
      draws: z.array(z.int().nullable()),
    }),
  ),
  next: Next,
});

export const FactPage = z.strictObject({
  facts: z
    .array(
      z.strictObject({
        fact: Fact,
        kind: z.string().describe('what was constant, in words'),
        trust: z.string(),
        run: z.string().describe('the run whose judgement told it'),
        at: Timestamp,
      }),
    )
    .describe('newest first; `limit` counts runs that found facts'),
  next: Next,
});
