import { Judgement } from '../../../lib/domain/verdict/judgement.ts';
import { type JudgementSummary, summaryOf } from '../../../lib/domain/verdict/judgement-summary.ts';
import type { JudgementStore } from '../../../lib/ports/judgement-store.ts';
import type { RunQuery } from '../../../lib/ports/run-store.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';
import { mayBeOf, select } from './select.ts';

export class MemoryJudgements implements JudgementStore {
  readonly #judgements = new Map<string, string>();

  async put(judgement: Judgement): Promise<void> {
    this.#judgements.set(judgement.run, encode(Judgement, judgement, `judgement of run ${judgement.run}`));
  }

  async get(run: string): Promise<Judgement | undefined> {
    const text = this.#judgements.get(run);
    return text === undefined ? undefined : decode(Judgement, text, `judgement of run ${run}`);
  }

  async list(query: RunQuery): Promise<Judgement[]> {
    const all = [...this.#judgements]
      .filter(([, text]) => mayBeOf(query.endpoint, text))
      .map(([run, text]) => decode(Judgement, text, `judgement of run ${run}`));
    return select(all, query, (judgement) => ({ ...judgement, at: judgement.evidence.at }));
  }

  async summaries(query: RunQuery): Promise<JudgementSummary[]> {
    return (await this.list(query)).map(summaryOf);
  }

  async withFacts({ last, ...query }: RunQuery): Promise<JudgementSummary[]> {
    const found = (await this.summaries(query)).filter(({ evidence }) => evidence.facts.length > 0);
    return last === undefined ? found : found.slice(Math.max(0, found.length - last));
  }
}
