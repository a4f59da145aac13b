import type { RunPlace, RunQuery } from '../../../lib/ports/run-store.ts';
import { compareText } from '../../../lib/stores/compare-text.ts';
import { sortableInstant } from '../../../lib/stores/instant.ts';

/** What a query looks at in a record of a run. */
export interface Listed {
  readonly run: string;
  readonly endpoint: string;
  readonly epoch: number;
  readonly at: string;
}

/** The records that a query asks for, oldest first. */
export function select<T>(records: Iterable<T>, query: RunQuery, listed: (record: T) => Listed): T[] {
  const from = query.from === undefined ? undefined : sortableInstant(query.from);
  const until = query.until === undefined ? undefined : sortableInstant(query.until);
  const before = query.before && { ...query.before, at: sortableInstant(query.before.at) };
  const found = Array.from(records, (record) => ({ record, ...listed(record) }))
    .map((entry) => ({ ...entry, at: sortableInstant(entry.at) }))
    .filter(({ endpoint, epoch }) => endpoint === query.endpoint && (query.epoch ?? epoch) === epoch)
    .filter(({ at }) => (from === undefined || at >= from) && (until === undefined || at < until))
    .filter((entry) => before === undefined || comparePlaces(entry, before) < 0)
    .sort(comparePlaces)
    .map(({ record }) => record);
  return query.last === undefined ? found : found.slice(Math.max(0, found.length - query.last));
}

function comparePlaces(a: RunPlace, b: RunPlace): number {
  return compareText(a.at, b.at) || compareText(a.run, b.run);
}

/** Whether the text of a record can be one of an endpoint: others need not be read, which matters where there are a hundred. */
export function mayBeOf(endpoint: string, text: string): boolean {
  return text.includes(`"endpoint":${JSON.stringify(endpoint)}`);
}
