import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../instant.ts';

/** Tables with a row a run, in the order of time. */
type Listed = 'runs' | 'judgements' | 'summaries';

/** The rows that a query asks for, NEWEST first, so that `last` reads only what it returns. */
export function selection(columns: string, table: Listed, query: RunQuery, { withFacts = false } = {}) {
  const conditions: [string, string | number][] = [['endpoint = ?', query.endpoint]];
  if (query.epoch !== undefined) conditions.push(['epoch = ?', query.epoch]);
  if (query.from !== undefined) conditions.push(['at >= ?', sortableInstant(query.from)]);
  if (query.until !== undefined) conditions.push(['at < ?', sortableInstant(query.until)]);
  const { before } = query;
  const where = [
    ...conditions.map(([condition]) => condition),
    ...(before === undefined ? [] : ['(at, run) < (?, ?)']),
    ...(withFacts ? ['facts = 1'] : []),
  ].join(' AND ');
  return {
    sql: `SELECT ${columns} FROM ${table}${indexOf(table, query, withFacts)} WHERE ${where} ORDER BY at DESC, run DESC LIMIT ?`,
    parameters: [
      ...conditions.map(([, value]) => value),
      ...(before === undefined ? [] : [sortableInstant(before.at), before.run]),
      query.last ?? -1,
    ],
  };
}

/**
 * Summaries stand in the order of time themselves, which SQLite takes for the best way to everything: from one end of the
 * history to the other, if need be, where few have facts or belong to an epoch.
 */
function indexOf(table: Listed, { epoch }: RunQuery, withFacts: boolean): string {
  if (table !== 'summaries') return '';
  if (withFacts) return ' INDEXED BY summaries_facts';
  return epoch === undefined ? '' : ' INDEXED BY summaries_by_epoch';
}
