import type { RunRecord } from '../domain/run/run.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { VerdictKind } from '../domain/verdict/verdict.ts';
import type { RunPlace, RunQuery } from '../ports/run-store.ts';
import type { Stores } from '../ports/stores.ts';
import { cursorOf, type ListQuery, limitOf, type Page, placeOf } from './page.ts';

/** What a run was found to be; `not-judged` while it is open or waits for the judge. */
export type ListedVerdict = VerdictKind | 'not-judged';

export interface RunsQuery extends ListQuery {
  readonly endpoint: string;
  readonly epoch?: number | undefined;
  readonly verdict?: ListedVerdict | undefined;
  /** Judgements as a whole, with what they hold golden by golden, and not their summaries. @default false */
  readonly whole?: boolean | undefined;
}

/** A run, and what was made of it. Either may be missing: a run that waits, a judgement whose run is gone. */
export interface ListedRun {
  readonly run: string;
  readonly endpoint: string;
  readonly epoch: number;
  readonly at: string;
  readonly record?: RunRecord;
  /** A summary, unless whole ones were asked for. */
  readonly judgement?: Judgement;
}

type RunStores = Pick<Stores, 'runs' | 'judgements'>;

/** Runs that are looked at for one page where only some are wanted; then the page is short, and has a next one. */
const mostLookedAt = 5000;

/** Runs that are read at once. */
const chunk = 200;

/**
 * Runs of an endpoint with what was made of them, newest first.
 *
 * Cost: reads the runs of the page and their judgements from indexes. Where a verdict is asked for, also those between
 * them, at most 5,000 a page: such a page may be short, even empty, and still have a next one.
 */
export async function listRuns(query: RunsQuery, stores: RunStores): Promise<Page<ListedRun>> {
  const limit = limitOf(query);
  const after = placeOf(query.cursor);
  const items: ListedRun[] = [];
  const size = query.verdict === undefined ? limit + 1 : chunk;
  let before: RunPlace | undefined = after && { at: after.at, run: after.id };
  for (let looked = 0; looked < mostLookedAt; looked += size) {
    const found = await joinRange(
      { ...rangeOf(query), ...(before === undefined ? {} : { before }), last: size },
      query.whole ?? false,
      stores,
    );
    items.push(...found.filter(({ judgement }) => isWanted(judgement, query.verdict)));
    const last = items[limit - 1];
    if (items.length > limit && last !== undefined) return { items: items.slice(0, limit), next: nextAfter(last) };
    if (found.length < size) return { items };
    before = found.at(-1);
  }
  return { items, ...(before === undefined ? {} : { next: cursorOf({ at: before.at, id: before.run }) }) };
}

/** Runs and judgements of one range, joined, newest first; each list is cut where the other one may go on. */
async function joinRange(query: RunQuery & { last: number }, whole: boolean, stores: RunStores): Promise<ListedRun[]> {
  const records = await stores.runs.list(query);
  const judgements = whole ? await stores.judgements.list(query) : await stores.judgements.summaries(query);
  const runs = new Map<string, ListedRun>();
  for (const record of records) runs.set(record.run, { ...keysOf(record, record.plannedAt), record });
  for (const judgement of judgements)
    runs.set(judgement.run, { ...runs.get(judgement.run), ...keysOf(judgement, judgement.evidence.at), judgement });
  return [...runs.values()].sort(newestFirst).slice(0, query.last);
}

function keysOf({ run, endpoint, epoch }: Omit<RunRecord, 'plannedAt'> | Judgement, at: string) {
  return { run, endpoint, epoch, at };
}

function newestFirst(a: RunPlace, b: RunPlace): number {
  return Date.parse(b.at) - Date.parse(a.at) || (a.run < b.run ? 1 : -1);
}

function isWanted(judgement: Judgement | undefined, verdict: ListedVerdict | undefined): boolean {
  return verdict === undefined || (judgement?.verdict.kind ?? 'not-judged') === verdict;
}

function rangeOf({ endpoint, epoch, from, until }: RunsQuery): RunQuery {
  return {
    endpoint,
    ...(epoch === undefined ? {} : { epoch }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

function nextAfter({ at, run }: RunPlace): string {
  return cursorOf({ at, id: run });
}
