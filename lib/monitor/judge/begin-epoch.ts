import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { BeginsEpoch, RunRecord } from '../../domain/run/run.ts';
import { configurationChange, currentEpoch, type Epoch } from '../../domain/verdict/epoch.ts';
import { configurationOf, hashConfiguration } from '../../domain/verdict/watched.ts';
import type { EpochStore } from '../../ports/epoch-store.ts';

/** A slip in the configuration is answered by nobody; with a golden or two that always fail, a run still begins an epoch. */
const shareToBegin = 0.5;

/** The epoch of a run that is planned now, and what it begins if it is answered. */
export interface PlannedEpoch {
  readonly epoch: number;
  readonly begins?: BeginsEpoch;
}

/**
 * The epoch that a run of this endpoint belongs to: the current one, or another if something else is watched since: the
 * earlier one of the same configuration, else a new one. It is only planned here: the first run that gets its share of
 * answers begins it, so that a slip in the configuration costs nothing.
 */
export function planEpoch(endpoint: Endpoint, epochs: readonly Epoch[]): PlannedEpoch {
  const current = currentEpoch(epochs);
  const change = configurationChange(endpoint, epochs);
  if (current !== undefined && change === undefined) return { epoch: current.number };
  const { changes = [], returnsTo } = change ?? {};
  const begins = {
    configuration: hashConfiguration(endpoint),
    watched: configurationOf(endpoint),
    why: current === undefined ? 'first run' : `the configuration changed (${changes.join('; ')})`,
    after: epochs.at(-1)?.number ?? 0,
    changes: [...changes],
  };
  if (returnsTo !== undefined) return { epoch: returnsTo, begins: { ...begins, returnsTo } };
  return { epoch: begins.after + 1, begins };
}

/** Whether a run got so many answers that the epoch which it was planned for has begun. */
export function hasItsShare({ planned, completed }: Pick<RunRecord, 'planned' | 'completed'>): boolean {
  return completed > 0 && completed >= shareToBegin * planned;
}

/**
 * Begins the epoch that a run was planned to begin, if it got its share of answers and nobody decided otherwise since.
 * Called again it changes nothing.
 *
 * @returns the epochs as they are from then on.
 */
export async function beginEpoch(run: RunRecord, store: EpochStore): Promise<readonly Epoch[]> {
  const epochs = await store.list(run.endpoint);
  const { begins } = run;
  if (begins === undefined || !hasItsShare(run)) return epochs;
  const { changes: _, after, ...entry } = begins;
  if ((epochs.at(-1)?.number ?? 0) !== after) return epochs;
  await store.add({ endpoint: run.endpoint, number: after + 1, startedAt: run.plannedAt, by: 'pinwatch', ...entry });
  return store.list(run.endpoint);
}
