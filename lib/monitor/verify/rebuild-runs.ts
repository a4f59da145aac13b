import type { ContentHash } from '../../domain/content-hash.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { UnreadableError } from '../../domain/errors.ts';
import type { RunEnd, RunPlan } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { timeInRunId } from '../../plan/plan-run.ts';
import type { LostOutputs } from '../../ports/inspection.ts';
import type { Stores } from '../../ports/stores.ts';
import { planEpoch } from '../judge/begin-epoch.ts';
import type { Finding } from './finding.ts';

/** Stores of a laptop, whose outputs are known by what is in them. */
export interface StoresWithOutputs {
  inspect(): { readonly orphans: readonly ContentHash[] };
  samplesIn(hash: ContentHash): readonly Sample[];
}

/** Outputs on a laptop that no run of the history names. */
export function lostObjects(stores: StoresWithOutputs): LostOutputs[] {
  return stores
    .inspect()
    .orphans.map((hash) => ({ where: `object ${hash}`, samples: async () => stores.samplesIn(hash) }));
}

export interface RebuildDeps {
  readonly stores: Pick<Stores, 'runs' | 'epochs'>;
  readonly repair: boolean;
}

/**
 * Outputs of runs that the history has lost, e.g. as it was deleted. With `repair`, their runs are put back: sealed, with what
 * was drawn, as their records say, or else in the endpoint's epoch of today. When they were sealed, and which draws had been
 * planned and never came, is then not known any more.
 */
export async function rebuildRuns(
  endpoints: readonly Endpoint[],
  lost: readonly LostOutputs[],
  { stores, repair }: RebuildDeps,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const one of lost) {
    const { where } = one;
    const samples = await readOrNothing(() => one.samples());
    const [first] = samples ?? [];
    const endpoint = endpoints.find(({ id }) => id === first?.endpoint);
    if (samples === undefined || first === undefined || endpoint === undefined) {
      const why = samples === undefined ? 'it is damaged' : 'its endpoint is not in the project';
      found.push({ where, what: `no run of the history names it, and ${why}`, repair: 'impossible' });
      continue;
    }
    if (repair) await putBack(one, samples, endpoint, stores);
    const what = `the history has lost the run ${first.run} that it holds`;
    found.push({ where, what, repair: repair ? 'repaired' : 'possible' });
  }
  return found;
}

async function putBack(
  { record, day, isInPlace = false }: LostOutputs,
  samples: readonly Sample[],
  endpoint: Endpoint,
  { runs, epochs }: RebuildDeps['stores'],
): Promise<void> {
  const [{ run }] = samples as [Sample];
  const { epoch, begins } = record ?? planEpoch(endpoint, await epochs.list(endpoint.id));
  const plan: RunPlan = {
    run,
    endpoint: endpoint.id,
    epoch,
    plannedAt: record?.plannedAt ?? timeOf(run, samples, day),
    seed: `put back ${run}`,
    tasks: samples.map(({ golden, goldenVersion = '', repetition }) => ({ golden, goldenVersion, repetition })),
    ...(begins === undefined ? {} : { begins }),
    ...(record?.stream === undefined ? {} : { stream: record.stream }),
  };
  await runs.open(plan);
  if (!isInPlace) for (const sample of samples) await runs.putSample(sample);
  const finishedAt =
    record?.finishedAt ??
    (samples
      .map(({ at }) => at)
      .sort()
      .at(-1) as string);
  const status: RunEnd['status'] = record?.status === 'closed' ? 'closed' : 'finished';
  await runs.close(run, { status, finishedAt, because: record?.closedBecause });
}

/** The time in the name of a run, or that of its first answer; on the day of the place where its outputs stand. */
function timeOf(run: string, samples: readonly Sample[], day = ''): string {
  const times = [timeInRunId(run)?.toISOString() ?? [], ...samples.map(({ at }) => at).sort()].flat();
  return times.find((time) => time.startsWith(day)) ?? `${day}T00:00:00.000Z`;
}

async function readOrNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
