import { UnreadableError } from '../../domain/errors.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { DetectorState } from '../../drift/detector.ts';
import type { Look } from '../../drift/judge.ts';
import { type ObserveStores, observeStored } from './observe-stored.ts';

/** Runs before and after the start of a change that its size and its explanation are taken from, at most. */
const [mostBefore, mostAfter] = [48, 32];

/** Gives one observed run of the store; a caller that needs the same ones again and again may keep them. */
export type Observe = (record: RunRecord) => Promise<ObservedRun>;

/**
 * Reads the runs around a change. Which ones came after it is taken from the detector's own memory of what it was given,
 * not from the clock: a clock that was set back must not put changed runs among those before.
 *
 * @param onUnreadable told of a run whose outputs are missing or damaged: the change is then measured without it.
 *
 * Cost: at most 80 runs are read, and one query for the records of as many again.
 */
export function lookAround(
  record: RunRecord,
  state: () => DetectorState,
  stores: ObserveStores,
  observe: Observe = async (one) => (await observeStored(one, stores)).observed,
  onUnreadable: (run: string) => void = () => {},
): Look {
  const readable = async (one: RunRecord): Promise<ObservedRun[]> => {
    try {
      return [await observe(one)];
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      onUnreadable(one.run);
      return [];
    }
  };
  return async (change) => {
    const { endpoint, epoch } = record;
    const since = (number: number) => state().recent.filter((recent) => recent.number >= number);
    const changed = new Set([...since(change.earliest.number).map(({ run }) => run), record.run]);
    const last = mostBefore + changed.size;
    const listed = await stores.runs.list({ endpoint, epoch, until: change.earliest.at, last });
    const before = listed.filter(({ run, status }) => status !== 'open' && !changed.has(run)).slice(-mostBefore);

    const ids = [...new Set([...since(change.run.number).map(({ run }) => run), record.run])].slice(-mostAfter);
    const after: ObservedRun[] = [];
    for (const run of ids) {
      const found = run === record.run ? record : await stores.runs.get(run);
      if (found !== undefined) after.push(...(await readable(found)));
    }
    return { before: (await Promise.all(before.map(readable))).flat(), after };
  };
}
