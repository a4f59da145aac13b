import type { Expectation } from '../../domain/golden/expectation.ts';
import { nodeGoldenId } from '../../domain/golden/trace-tree.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { Draw, ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { sortByKey } from '../../domain/sort-by-key.ts';
import { observeRun } from '../../features/observe-run.ts';
import { type CountedRun, type Draws, RunObserver } from '../../features/run-observer.ts';
import type { Stores } from '../../ports/stores.ts';
import type { GoldenTerms } from './read-once.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/** Goldens that are read at once. */
const readsAtOnce = 16;

export type ObserveStores = Pick<Stores, 'runs'> & { readonly goldens: GoldenTerms };

/** What is done with a run while it is looked at, some goldens at a time. */
export interface Looking {
  readonly draws: (goldens: Draws) => void;
  /** @default nothing */
  readonly samples?: (samples: readonly Sample[]) => void;
  /** Whether the draws of a golden are wanted, by key. @default all */
  readonly isWanted?: (key: string) => boolean;
}

/**
 * Looks at a sealed run with the expectations that its goldens have now, some goldens at a time: of a large run no more than
 * that is in memory. Gives what is known of it beside its draws.
 *
 * @throws {UnreadableError} if its answers are damaged; what was handed over by then is not to be believed.
 */
export async function observeInParts(
  record: RunRecord,
  { runs, goldens }: ObserveStores,
  { draws, samples: see, isWanted }: Looking,
): Promise<CountedRun> {
  const observer = new RunObserver({ run: record.run, at: record.plannedAt, planned: record.planned });
  await runs.inParts(record.run, async (samples) => {
    see?.(samples);
    draws(observer.add(samples, await expectationsOf(samples, goldens), isWanted));
  });
  return observer.counted();
}

async function expectationsOf(samples: readonly Sample[], goldens: GoldenTerms) {
  const versions = new Map(samples.map(({ golden, goldenVersion }) => [golden, goldenVersion]));
  const expectations = new Map<string, readonly Expectation[]>();
  await mapConcurrently([...versions], readsAtOnce, async ([golden, version]) => {
    // A golden that is lost: its answers still are evidence, its expectations are not.
    const request = version === undefined ? undefined : await goldens.get(version).catch(unlessUnreadable);
    if (request !== undefined) expectations.set(golden, request.expectations);
    for (const node of request?.trace?.nodes ?? [])
      if (node.kind === 'llm') expectations.set(nodeGoldenId(golden, node.id), node.expectations);
  });
  return expectations;
}

/** A sealed run with all draws that are wanted. */
export async function observeStored(
  record: RunRecord,
  stores: ObserveStores,
  looking: Omit<Looking, 'draws'> = {},
): Promise<ObservedRun> {
  const all: (readonly [string, readonly Draw[]])[] = [];
  const draws = (goldens: Draws) => {
    all.push(...goldens);
  };
  const counted = await observeInParts(record, stores, { ...looking, draws });
  return { ...counted, goldens: sortByKey(all) };
}

/** The run as it would be without a single answer: its own are missing or damaged. */
export function unreadableRun({ run, plannedAt: at, planned }: RunRecord): ObservedRun {
  return observeRun({ run, at, samples: [], planned, expectations: new Map() });
}
