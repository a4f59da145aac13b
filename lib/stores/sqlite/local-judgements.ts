import { Judgement } from '../../domain/verdict/judgement.ts';
import type { JudgementSummary } from '../../domain/verdict/judgement-summary.ts';
import type { JudgementStore } from '../../ports/judgement-store.ts';
import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../instant.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';
import { selection } from './selection.ts';

interface JudgementRow {
  readonly run: string;
  readonly judgement: string;
}

export class LocalJudgements implements JudgementStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(judgement: Judgement): Promise<void> {
    putJudgement(this.#database, judgement);
  }

  async get(run: string): Promise<Judgement | undefined> {
    const row = this.#database.get<JudgementRow>('SELECT run, judgement FROM judgements WHERE run = ?', run);
    return row === undefined ? undefined : judgementIn(row);
  }

  async list(query: RunQuery): Promise<Judgement[]> {
    const { sql, parameters } = selection('run, judgement', 'judgements', query);
    return this.#database
      .all<JudgementRow>(sql, ...parameters)
      .reverse()
      .map(judgementIn);
  }

  async summaries(query: RunQuery): Promise<JudgementSummary[]> {
    return this.#summaries(query);
  }

  async withFacts(query: RunQuery): Promise<JudgementSummary[]> {
    return this.#summaries(query, { withFacts: true });
  }

  #summaries(query: RunQuery, only = {}): JudgementSummary[] {
    const { sql, parameters } = selection('run, summary AS judgement', 'summaries', query, only);
    return this.#database
      .all<JudgementRow>(sql, ...parameters)
      .reverse()
      .map(judgementIn);
  }
}

/** One statement, so that it can be part of a transaction. */
export function putJudgement(database: Database, judgement: Judgement): void {
  database.run(
    'INSERT OR REPLACE INTO judgements (run, endpoint, epoch, at, judgement) VALUES (?, ?, ?, ?, ?)',
    judgement.run,
    judgement.endpoint,
    judgement.epoch,
    sortableInstant(judgement.evidence.at),
    encode(Judgement, judgement, `judgement of run ${judgement.run}`),
  );
}

function judgementIn({ run, judgement }: JudgementRow): Judgement {
  return decode(Judgement, judgement, `judgement of run ${run}`);
}
