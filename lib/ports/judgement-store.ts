import type { Judgement } from '../domain/verdict/judgement.ts';
import type { JudgementSummary } from '../domain/verdict/judgement-summary.ts';
import type { RunQuery } from './run-store.ts';

export interface JudgementStore {
  /** One judgement a run; written again it replaces itself (judging is a function of what is stored). */
  put(judgement: Judgement): Promise<void>;
  get(run: string): Promise<Judgement | undefined>;
  /** Oldest first by `evidence.at`, to which the query's bounds apply; `last` keeps only that many of the newest. */
  list(query: RunQuery): Promise<readonly Judgement[]>;
  /** The same without what judgements hold golden by golden: some 1 KB each, whatever the number of goldens. */
  summaries(query: RunQuery): Promise<readonly JudgementSummary[]>;
  /** Of those, the ones that found facts; `last` counts these, and reads no others. */
  withFacts(query: RunQuery): Promise<readonly JudgementSummary[]>;
}
