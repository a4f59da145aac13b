import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { BatchLog } from '../ports/batch-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider } from '../ports/provider.ts';
import type { Stores } from '../ports/stores.ts';
import { clearBatches, giveUpBatches } from '../replay/batch/clear-batches.ts';

export interface ClearRemovedDeps {
  readonly batches: BatchLog;
  readonly stores: { readonly runs: Pick<Stores['runs'], 'close' | 'get'> };
  readonly clock: Clock;
  readonly provider: (endpoint: Endpoint) => Promise<Provider>;
}

/**
 * Cancels the batches of endpoints that were taken out of the project, and closes their runs: nobody else would, and they
 * would be paid for. Where their key is gone as well, nobody can; it is tried again for a month.
 *
 * @param watched ids of the endpoints that the project has.
 */
export async function clearRemoved(watched: ReadonlySet<string>, deps: ClearRemovedDeps): Promise<void> {
  const left = (await deps.batches.list()).filter(({ endpoint }) => !watched.has(endpoint.id));
  for (const run of new Set(left.map((batch) => batch.run))) {
    await giveUpBatches(run, deps);
    await deps.stores.runs.close(run, { status: 'closed', finishedAt: deps.clock.now().toISOString() });
    const batches = await deps.batches.list(run);
    const [first] = batches;
    if (first !== undefined) await unlessMisconfigured(clear(first.endpoint));

    async function clear(endpoint: Endpoint): Promise<void> {
      const { batches: provider } = await deps.provider(endpoint);
      const cleared = { ...deps, runs: deps.stores.runs };
      if (provider !== undefined) await clearBatches(batches, provider, cleared, new AbortController().signal);
    }
  }
}

async function unlessMisconfigured(clearing: Promise<void>): Promise<void> {
  try {
    await clearing;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
  }
}
