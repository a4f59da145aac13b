import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError } from '../../domain/errors.ts';
import { durationSeconds } from '../../domain/project/duration.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Condition } from '../../domain/verdict/condition.ts';
import { everySecondsWithBatches } from '../../plan/batch-rhythm.ts';
import { runsLookedAt, type SilenceRules } from '../../plan/silence.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConditionStore } from '../../ports/condition-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { assess, needsEarlier } from './assess.ts';
import { noticedAs, type Watched } from './assess-silence.ts';
import { overByNow } from './end-removed.ts';
import { type RunSight, sightOf } from './run-sight.ts';

export interface KeepDeps {
  readonly stores: Pick<Stores, 'runs' | 'judgements' | 'conditions'>;
  readonly clock: Pick<Clock, 'now'>;
  /** When people are told. */
  readonly conditions: SilenceRules;
}

/** Runs that are read at most to find when something began. */
const lookBack = 50;
const triesToWrite = 5;

/**
 * Brings the stored conditions of an endpoint in step with its newest runs. A function of what is stored: repeated, by
 * whomever, it changes nothing.
 *
 * @param noRunComes whether nobody is about to make a run, so that silence that goes on begins now.
 * @returns the conditions that changed.
 * @throws {StoreError} if somebody else writes the same condition at the same time and always wins.
 *
 * Cost: while all is well one judgement and the samples of one run; otherwise those of the runs since it is not, 50 at most.
 */
export async function keepConditions(
  endpoint: Watching,
  deps: KeepDeps,
  { noRunComes = false }: { readonly noRunComes?: boolean } = {},
): Promise<Condition[]> {
  const { conditions } = deps.stores;
  for (let tries = 0; tries < triesToWrite; tries++) {
    const watched = await look(endpoint, deps, noRunComes);
    for (const one of watched.ending) await conditions.put(overByNow(one, deps.clock.now()));
    const written: Condition[] = [];
    let isLost = false;
    for (const next of assess({ ...watched, sights: await sightsOf(watched, deps) })) {
      const noticed = noticedAs(next);
      if (noticed !== undefined && (await conditions.get(noticed)) !== undefined) continue; // it was told when it began
      const put = await putNext(next, conditions);
      if (put !== undefined) written.push(put);
      else if (next.revision > 0) isLost = true; // a first revision that is refused was written before
    }
    if (!isLost) return written;
  }
  throw new StoreError(`conditions of ${endpoint.id}: somebody else wrote them ${triesToWrite} times in between`);
}

type Watching = Pick<Endpoint, 'id' | 'every' | 'delivery'>;

/** A provider may take a day over each batch: runs that do not come meanwhile are none that are missing. */
function rulesFor({ every, delivery }: Omit<Watching, 'id'>, rules: SilenceRules): SilenceRules {
  const everySeconds = every === undefined ? rules.everySeconds : durationSeconds(every);
  return { ...rules, everySeconds: everySecondsWithBatches(everySeconds, delivery) };
}

async function look(
  { id: endpoint, ...rhythm }: Watching,
  { stores, clock, conditions }: KeepDeps,
  noRunComes: boolean,
) {
  const rules = rulesFor(rhythm, conditions);
  const now = clock.now();
  const until = new Date(now.getTime() + 1).toISOString(); // a run that is dated in the future has not been made yet
  const records = await stores.runs.list({ endpoint, until, last: Math.max(runsLookedAt, rules.tellAfterRuns) });
  const open = await stores.conditions.open(endpoint);
  const watched: Watched = {
    ...rules,
    endpoint,
    runs: records.map(({ run, plannedAt: at }) => ({ run, at })),
    open: open.filter(({ endedBecause }) => endedBecause === undefined),
    now: noRunComes ? now : undefined,
  };
  // The endpoint was taken out of the project, and is in it again before everybody had heard of that.
  return { ...watched, records, ending: open.filter(({ endedBecause }) => endedBecause !== undefined) };
}

/** Writes a revision. What ended when its endpoint was taken out of the project and still goes on there begins once more. */
async function putNext(next: Condition, conditions: ConditionStore): Promise<Condition | undefined> {
  if (await conditions.put(next)) return next;
  if (next.revision > 0 || (await conditions.get(next.id))?.endedBecause === undefined) return undefined;
  const again = { ...next, id: `${next.id}/${next.run}` };
  return (await conditions.put(again)) ? again : undefined;
}

/** The newest runs that were sealed and judged, read one by one for as long as another one may matter. Oldest first. */
async function sightsOf(
  watched: Watched & { readonly records: readonly RunRecord[] },
  { stores }: KeepDeps,
): Promise<RunSight[]> {
  const sights: RunSight[] = [];
  const most = Math.max(lookBack, watched.tellAfterRuns);
  let records = [...watched.records];
  let isAll = false;
  while (sights.length < most) {
    const record = records.pop();
    if (record === undefined) {
      if (isAll) break;
      isAll = true;
      records = await earlier(watched, most, stores);
      continue;
    }
    const judgement = record.status === 'open' ? undefined : await stores.judgements.get(record.run);
    if (judgement === undefined) continue;
    // A run of the baseline of which no call failed holds nothing that its samples could tell.
    const isPlain = record.failed === 0 && (judgement.evidence.goldens ?? []).length === 0;
    sights.unshift(sightOf(record, judgement, isPlain ? [] : await samplesOf(record.run, stores)));
    if (!needsEarlier(sights, watched)) break;
  }
  return sights;
}

/** The runs before those that were listed at first. */
async function earlier(
  { endpoint, records }: { readonly endpoint: string; readonly records: readonly RunRecord[] },
  most: number,
  { runs }: KeepDeps['stores'],
): Promise<RunRecord[]> {
  const until = records[0]?.plannedAt;
  if (until === undefined || most <= records.length) return [];
  return [...(await runs.list({ endpoint, until, last: most - records.length }))];
}

/** None where they are gone: old outputs may have been deleted, and what a record counts is then all that is known. */
async function samplesOf(run: string, { runs }: KeepDeps['stores']) {
  try {
    return await runs.samples(run);
  } catch (error) {
    if (error instanceof StoreError) return [];
    throw error;
  }
}
