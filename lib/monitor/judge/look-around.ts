import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { ChangeStart, DetectorState } from '../../drift/detector-state.ts';
import type { Look } from '../../drift/judge.ts';
import type { Stores } from '../../ports/stores.ts';
import { goldenSample } from './golden-sample.ts';
import { type ObserveStores, observeStored } from './observe-stored.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

/** Runs before and after the start of a change that its size and its explanation are taken from, at most. */
const [mostBefore, mostAfter] = [48, 32];

/** What is read around a change. */
export type LookStores = ObserveStores & Pick<Stores, 'judgements'>;

/** Gives one observed run of the store, of which no other goldens are wanted; a caller that needs the same ones again and again may keep them. */
export type Observe = (record: RunRecord, isWanted: (key: string) => boolean) => Promise<ObservedRun>;

/**
 * Reads the runs around a change. Which ones came after it is taken from the detector's own memory of what it was given,
 * not from the clock: a clock that was set back must not put changed runs among those before.
 *
 * @param onUnreadable told of a run whose outputs are missing or damaged: the change is then measured without it.
 *
 * Cost: at most 80 runs are read, of which 200,000 draws are kept (`goldenSample`), and one query each for the records and the judgements of as many again.
 */
export function lookAround(
  record: RunRecord,
  state: () => DetectorState,
  stores: LookStores,
  observe: Observe = (one, isWanted) => observeStored(one, stores, { isWanted }),
  onUnreadable: (run: string) => void = () => {},
): Look {
  const sample = goldenSample(record);
  const readable = async (one: RunRecord): Promise<ObservedRun[]> => {
    const observed = await observe(one, sample.isKept).catch(unlessUnreadable);
    if (observed === undefined) onUnreadable(one.run);
    return observed === undefined ? [] : [sample.ofRun(observed)];
  };
  return async (change) => {
    const { endpoint, epoch } = record;
    const since = (number: number) => state().recent.filter((recent) => recent.number >= number);
    const changed = new Set([...since(change.earliest.number).map(({ run }) => run), record.run]);
    const last = mostBefore + changed.size;
    const listed = await stores.runs.list({ endpoint, epoch, until: change.earliest.at, last });
    const earlier = await judgedBefore(change, { endpoint, epoch, last }, stores);
    const before = listed
      .filter(({ run, status }) => status !== 'open' && !changed.has(run) && earlier(run))
      .slice(-mostBefore);

    const ids = [...new Set([...since(change.run.number).map(({ run }) => run), record.run])].slice(-mostAfter);
    const after: ObservedRun[] = [];
    for (const run of ids) {
      const found = run === record.run ? record : await stores.runs.get(run);
      if (found !== undefined) after.push(...(await readable(found)));
    }
    return { before: (await mapConcurrently(before, runsAtOnce(record), readable)).flat(), after };
  };
}

/** Whole runs that are in memory at once, before their goldens are sampled: 16, and fewer where runs are large. */
function runsAtOnce({ planned }: RunRecord): number {
  return Math.max(1, Math.min(16, Math.floor(40_000 / Math.max(1, planned))));
}

/**
 * Whether a run was judged before the change began, in the order of judging: runs that were made later, by a clock that had
 * been set back, are dated earlier and may be changed themselves. Versions that kept no order are taken as they are dated.
 */
async function judgedBefore(
  { earliest }: ChangeStart,
  { endpoint, epoch, last }: { readonly endpoint: string; readonly epoch: number; readonly last: number },
  { judgements }: LookStores,
): Promise<(run: string) => boolean> {
  const first = (await judgements.get(earliest.run).catch(unlessUnreadable))?.sequence ?? Number.POSITIVE_INFINITY;
  const judged = await judgements.summaries({ endpoint, epoch, until: earliest.at, last }).catch(unlessUnreadable);
  if (judged === undefined) return () => true; // the clock is all that is left to go by
  const order = new Map(judged.map(({ run, sequence = 0 }) => [run, sequence]));
  return (run) => (order.get(run) ?? Number.POSITIVE_INFINITY) < first;
}
