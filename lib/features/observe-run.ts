import type { ObservedRun } from '../domain/run/observed-run.ts';
import { RunObserver } from './run-observer.ts';
import type { RunToObserve } from './run-to-observe.ts';

export type { RunToObserve } from './run-to-observe.ts';

/**
 * One run as the detector sees it. A failed call is no draw: it is counted, and its class is an identity value.
 *
 * The result depends on what was drawn, not on the order in which it arrived: goldens are sorted by key, the draws of a
 * golden by repetition. The nodes of a chained replay stand beside it, each with its own draws.
 *
 * Cost: about 20 µs a sample, most of it for looking for refusals, beside parsing JSON answers and asking expectations.
 */
export function observeRun({ samples, expectations, ...run }: RunToObserve): ObservedRun {
  const observer = new RunObserver(run);
  const goldens = observer.add(samples, expectations);
  return { ...observer.counted(), goldens };
}
