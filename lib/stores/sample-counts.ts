import type { RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { compareText } from './compare-text.ts';

/** A name is a server's text: so many of them, and so much of each, are kept. */
const [mostModels, mostCharacters] = [20, 200];

const always = ['inputTokens', 'outputTokens'] as const;
/** What few providers count, or leave to be estimated, is left out where there is none. */
const rare = ['cachedInputTokens', 'cacheWriteInputTokens', 'estimatedInputTokens', 'estimatedOutputTokens'] as const;

/**
 * What the record of a run says of its samples, counted one after the other, so that none of them has to be kept.
 *
 * @example
 * const counts = new SampleCounts();
 * for (const sample of samples) counts.add(sample);
 * counts.writtenInto(record).completed; // those that were answered
 */
export class SampleCounts {
  readonly #sums = new Map<(typeof always)[number] | (typeof rare)[number], number>();
  readonly #answersByModel = new Map<string, number>();
  #completed = 0;
  #failed = 0;

  static of(samples: Iterable<Sample>): SampleCounts {
    const counts = new SampleCounts();
    for (const sample of samples) counts.add(sample);
    return counts;
  }

  add(sample: Sample): void {
    for (const key of [...always, ...rare]) this.#sums.set(key, this.#sum(key) + (sample[key] ?? 0));
    if (sample.error !== undefined) {
      this.#failed++;
      return;
    }
    this.#completed++;
    const model = sample.model?.slice(0, mostCharacters);
    if (model !== undefined) this.#answersByModel.set(model, (this.#answersByModel.get(model) ?? 0) + 1);
  }

  /** The record with these counts in place of its own. */
  writtenInto(record: RunRecord): RunRecord {
    const rarely = rare.map((key) => [key, this.#sum(key)] as const).filter(([, sum]) => sum > 0);
    return {
      ...record,
      completed: this.#completed,
      failed: this.#failed,
      inputTokens: this.#sum('inputTokens'),
      outputTokens: this.#sum('outputTokens'),
      ...Object.fromEntries(rarely),
      ...this.#servedBy(),
    };
  }

  #sum(key: (typeof always)[number] | (typeof rare)[number]): number {
    return this.#sums.get(key) ?? 0;
  }

  #servedBy(): Pick<RunRecord, 'served'> {
    const served = [...this.#answersByModel]
      .map(([model, answers]) => ({ model, answers }))
      .sort((a, b) => b.answers - a.answers || compareText(a.model, b.model));
    return served.length === 0 ? {} : { served: served.slice(0, mostModels) };
  }
}
