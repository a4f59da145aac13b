import { runId } from '../plan/plan-run.ts';
import type { Stores } from '../ports/stores.ts';
import type { RunOutcome } from './run-endpoint.ts';

/** What the run of an endpoint came to that is named after a time; undefined where there is none. */
export async function outcomeAt(
  { endpoint, at }: { readonly endpoint: string; readonly at: Date },
  { runs, judgements }: Pick<Stores, 'runs' | 'judgements'>,
): Promise<RunOutcome | undefined> {
  const id = runId(endpoint, at);
  const [run, judgement] = [await runs.get(id), await judgements.get(id)];
  if (run === undefined) return undefined;
  return judgement === undefined ? { kind: 'stopped', run } : { kind: 'judged', run, judgement };
}
