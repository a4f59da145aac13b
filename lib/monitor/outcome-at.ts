import { runId } from '../plan/plan-run.ts';
import type { Stores } from '../ports/stores.ts';
import type { RunOutcome } from './run-endpoint.ts';

/** What the run of an endpoint came to that is named after a time; undefined where there is none. */
export async function outcomeAt(
  { endpoint, at }: { readonly endpoint: string; readonly at: Date },
  stores: Pick<Stores, 'runs' | 'judgements' | 'batches'>,
): Promise<RunOutcome | undefined> {
  return outcomeOf(runId(endpoint, at), stores, true);
}

/** What a run came to; undefined where there is none. @param isNew whether it was planned just now. */
export async function outcomeOf(
  id: string,
  { runs, judgements, batches }: Pick<Stores, 'runs' | 'judgements' | 'batches'>,
  isNew = false,
): Promise<RunOutcome | undefined> {
  const [run, judgement] = [await runs.get(id), await judgements.get(id)];
  if (run === undefined) return undefined;
  if (run.status === 'open' && run.stream?.delivery === 'batch') {
    const parts = await batches.list(id);
    const isTaken = parts.length > 0 && parts.every(({ state }) => state !== 'prepared');
    return { kind: 'submitted', run, isNew, isTaken };
  }
  return judgement === undefined ? { kind: 'stopped', run } : { kind: 'judged', run, judgement };
}
