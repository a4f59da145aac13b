import type { ContentHash } from '../../domain/content-hash.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { UnreadableError } from '../../domain/errors.ts';
import type { RunPlan } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { timeInRunId } from '../../plan/plan-run.ts';
import type { Stores } from '../../ports/stores.ts';
import { planEpoch } from '../judge/begin-epoch.ts';
import type { Finding } from './finding.ts';

/** Stores whose outputs can be looked at without their history. */
export interface StoresWithOutputs extends Pick<Stores, 'runs' | 'epochs'> {
  inspect(): { readonly orphans: readonly ContentHash[] };
  samplesIn(hash: ContentHash): readonly Sample[];
}

/**
 * Outputs of runs that the history has lost, e.g. as it was deleted. With `repair`, their runs are put back: sealed, in the
 * endpoint's epoch of today, with what was drawn. When they were sealed, and which draws had been planned and never came, is
 * not known any more.
 */
export async function rebuildRuns(
  endpoints: readonly Endpoint[],
  { stores, repair }: { readonly stores: StoresWithOutputs; readonly repair: boolean },
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const hash of stores.inspect().orphans) {
    const where = `object ${hash}`;
    const samples = readOrNothing(() => stores.samplesIn(hash));
    const [first] = samples ?? [];
    const endpoint = endpoints.find(({ id }) => id === first?.endpoint);
    if (samples === undefined || first === undefined || endpoint === undefined) {
      const why = samples === undefined ? 'it is damaged' : 'its endpoint is not in the project';
      found.push({ where, what: `no run of the history names it, and ${why}`, repair: 'impossible' });
      continue;
    }
    if (repair) await putBack(samples, endpoint, stores);
    const what = `the history has lost the run ${first.run} that it holds`;
    found.push({ where, what, repair: repair ? 'repaired' : 'possible' });
  }
  return found;
}

async function putBack(
  samples: readonly Sample[],
  endpoint: Endpoint,
  { runs, epochs }: StoresWithOutputs,
): Promise<void> {
  const [{ run }] = samples as [Sample];
  const times = samples.map(({ at }) => at).sort();
  const { epoch, begins } = planEpoch(endpoint, await epochs.list(endpoint.id));
  const plan: RunPlan = {
    run,
    endpoint: endpoint.id,
    epoch,
    plannedAt: timeInRunId(run)?.toISOString() ?? (times[0] as string),
    seed: `put back ${run}`,
    tasks: samples.map(({ golden, goldenVersion = '', repetition }) => ({ golden, goldenVersion, repetition })),
    ...(begins === undefined ? {} : { begins }),
  };
  await runs.open(plan);
  for (const sample of samples) await runs.putSample(sample);
  await runs.close(run, { status: 'finished', finishedAt: times.at(-1) as string });
}

function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
