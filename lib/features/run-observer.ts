import { goldenKey } from '../domain/golden/golden-key.ts';
import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { sortByKey } from '../domain/sort-by-key.ts';
import { IdentityCounter } from './identity.ts';
import { observeDraw } from './observe-draw.ts';
import type { RunToObserve } from './run-to-observe.ts';
import { splitChain } from './split-chain.ts';

/** What is known of a run beside its draws. */
export type CountedRun = Omit<ObservedRun, 'goldens'>;

/** Draws by golden, sorted by key. */
export type Draws = ReadonlyMap<string, readonly Draw[]>;

/**
 * Looks at a run some goldens at a time. What is counted over the whole run stays here, the draws are given back: whoever wants
 * only numbers of them lets the answers go.
 *
 * Memory: a few numbers a golden.
 */
export class RunObserver {
  readonly #run: Pick<RunToObserve, 'run' | 'at' | 'planned'>;
  readonly #identity = new IdentityCounter();
  readonly #asked = new Map<string, number>();
  #samples = 0;
  #failed = 0;
  /** Samples that tell whether the prompt's cache was warm, and those where it was. */
  #told = 0;
  #warm = 0;

  constructor(run: Pick<RunToObserve, 'run' | 'at' | 'planned'>) {
    this.#run = run;
  }

  /**
   * Counts samples and gives their draws.
   *
   * @param samples all of each golden among them, in any order.
   * @param isWanted whether a golden's draws are looked at, by key; all if left out.
   */
  add(
    samples: readonly Sample[],
    expectations?: RunToObserve['expectations'],
    isWanted: (key: string) => boolean = () => true,
  ): Draws {
    const byGolden = new Map<string, { repetition: number; draw: Draw }[]>();
    const draw = (key: string, sample: Sample) => {
      const drawn = byGolden.get(key) ?? [];
      const { repetition } = sample;
      drawn.push({ repetition, draw: observeDraw(sample, expectations?.get(sample.golden)) });
      byGolden.set(key, drawn);
    };
    for (const sample of samples) {
      const key = goldenKey(sample);
      this.#count(sample, key);
      if (sample.error !== undefined || !isWanted(key)) continue;
      draw(key, sample);
      for (const step of splitChain(sample, key)) draw(step.key, step.sample);
    }
    const inOrder = ([key, drawn]: [string, { repetition: number; draw: Draw }[]]) =>
      [key, drawn.sort((a, b) => a.repetition - b.repetition).map((one) => one.draw)] as const;
    return sortByKey([...byGolden].map(inOrder));
  }

  /** What was counted so far. */
  counted(): CountedRun {
    const { run, at, planned = this.#samples } = this.#run;
    return {
      run,
      at,
      asked: sortByKey(this.#asked),
      identity: this.#identity.values(),
      ...this.#cacheCategory(),
      completed: this.#samples - this.#failed,
      planned,
      failed: this.#failed,
    };
  }

  #count(sample: Sample, key: string): void {
    this.#samples++;
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1);
    this.#identity.add(sample, key);
    if (sample.error !== undefined) this.#failed++;
    if (sample.cachedInputTokens === undefined) return;
    this.#told++;
    if (sample.cachedInputTokens > 0) this.#warm++;
  }

  /**
   * Whether the provider's prompt cache was warm. A cached prefix is computed in another order and flips near-tied tokens, so
   * warm and cold runs are ranked apart. Nothing is said where no sample tells.
   */
  #cacheCategory(): Pick<ObservedRun, 'category'> {
    if (this.#told === 0) return {};
    const warm = this.#warm / this.#told;
    return { category: warm < 0.2 ? 'cold' : warm > 0.8 ? 'warm' : 'mixed' };
  }
}
