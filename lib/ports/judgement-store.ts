import type { Judgement } from '../domain/verdict/judgement.ts';
import type { RunQuery } from './run-store.ts';

export interface JudgementStore {
  /** One judgement a run; written again it replaces itself (judging is a function of what is stored). */
  put(judgement: Judgement): Promise<void>;
  get(run: string): Promise<Judgement | undefined>;
  /** Oldest first by `evidence.at`, to which the query's bounds apply; `last` keeps only that many of the newest. */
  list(query: RunQuery): Promise<readonly Judgement[]>;
}
