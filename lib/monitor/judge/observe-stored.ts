import type { Expectation } from '../../domain/golden/expectation.ts';
import { nodeGoldenId } from '../../domain/golden/trace-tree.ts';
import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { observeRun } from '../../features/observe-run.ts';
import type { Stores } from '../../ports/stores.ts';
import type { GoldenTerms } from './read-once.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/** Goldens that are read at once. */
const readsAtOnce = 16;

export type ObserveStores = Pick<Stores, 'runs'> & { readonly goldens: GoldenTerms };

/** A sealed run as the detector sees it, with the expectations that its goldens have now, and the samples it was made of. */
export async function observeStored(
  record: RunRecord,
  { runs, goldens }: ObserveStores,
): Promise<{ readonly observed: ObservedRun; readonly samples: readonly Sample[] }> {
  const samples = await runs.samples(record.run);
  const versions = new Map(samples.map(({ golden, goldenVersion }) => [golden, goldenVersion]));
  const expectations = new Map<string, readonly Expectation[]>();
  await mapConcurrently([...versions], readsAtOnce, async ([golden, version]) => {
    // A golden that is lost: its answers still are evidence, its expectations are not.
    const request = version === undefined ? undefined : await goldens.get(version).catch(unlessUnreadable);
    if (request !== undefined) expectations.set(golden, request.expectations);
    for (const node of request?.trace?.nodes ?? [])
      if (node.kind === 'llm') expectations.set(nodeGoldenId(golden, node.id), node.expectations);
  });
  const observed = observeRun({
    run: record.run,
    at: record.plannedAt,
    samples,
    planned: record.planned,
    expectations,
  });
  return { observed, samples };
}

/** The run as it would be without a single answer: its own are missing or damaged. */
export function unreadableRun({ run, plannedAt: at, planned }: RunRecord): {
  readonly observed: ObservedRun;
  readonly samples: readonly Sample[];
} {
  return { observed: observeRun({ run, at, samples: [], planned, expectations: new Map() }), samples: [] };
}
