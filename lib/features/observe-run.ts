import type { Expectation } from '../domain/golden/expectation.ts';
import { goldenKey } from '../domain/golden/golden-key.ts';
import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { IdentityCounter } from './identity.ts';
import { observeDraw } from './observe-draw.ts';
import { splitChain } from './split-chain.ts';

export interface RunToObserve {
  readonly run: string;
  /** ISO 8601 time of the run. */
  readonly at: string;
  /** Samples of this run in any order, failed ones among them. */
  readonly samples: readonly Sample[];
  /** Draws that were planned; as many as there are samples if left out. */
  readonly planned?: number;
  /** Expectations by golden id. Each array is compiled once: pass the same one for every run. */
  readonly expectations?: ReadonlyMap<string, readonly Expectation[]>;
}

/**
 * One run as the detector sees it. A failed call is no draw: it is counted, and its class is an identity value.
 *
 * The result depends on what was drawn, not on the order in which it arrived: goldens are sorted by key, the draws of a
 * golden by repetition. The nodes of a chained replay stand beside it, each with its own draws.
 *
 * Cost: about 20 µs a sample, most of it for looking for refusals, beside parsing JSON answers and asking expectations.
 */
export function observeRun({ run, at, samples, planned, expectations }: RunToObserve): ObservedRun {
  const identity = new IdentityCounter();
  const byGolden = new Map<string, { readonly sample: Sample; readonly draw: Draw }[]>();
  const add = (key: string, sample: Sample) => {
    const drawn = byGolden.get(key) ?? [];
    drawn.push({ sample, draw: observeDraw(sample, expectations?.get(sample.golden)) });
    byGolden.set(key, drawn);
  };
  let failed = 0;
  const asked = new Map<string, number>();
  for (const sample of samples) {
    const key = goldenKey(sample);
    asked.set(key, (asked.get(key) ?? 0) + 1);
    identity.add(sample, key);
    if (sample.error !== undefined) {
      failed++;
      continue;
    }
    add(key, sample);
    for (const step of splitChain(sample, key)) add(step.key, step.sample);
  }
  return {
    run,
    at,
    goldens: new Map(
      [...byGolden]
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([key, drawn]) => [key, drawn.sort(byRepetition).map(({ draw }) => draw)]),
    ),
    asked: new Map([...asked].sort(([a], [b]) => (a < b ? -1 : 1))),
    identity: identity.values(),
    ...cacheCategory(samples),
    completed: samples.length - failed,
    planned: planned ?? samples.length,
    failed,
  };
}

/**
 * Whether the provider's prompt cache was warm. A cached prefix is computed in another order and flips near-tied tokens, so
 * warm and cold runs are ranked apart. Nothing is said where no sample tells.
 */
function cacheCategory(samples: readonly Sample[]): Pick<ObservedRun, 'category'> {
  const told = samples.filter(({ cachedInputTokens }) => cachedInputTokens !== undefined);
  if (told.length === 0) return {};
  const warm = told.filter(({ cachedInputTokens = 0 }) => cachedInputTokens > 0).length / told.length;
  return { category: warm < 0.2 ? 'cold' : warm > 0.8 ? 'warm' : 'mixed' };
}

function byRepetition(a: { readonly sample: Sample }, b: { readonly sample: Sample }): number {
  return a.sample.repetition - b.sample.repetition;
}
