import type { RunQuery } from '../../ports/run-store.ts';
import { sortableInstant } from '../instant.ts';

/** The rows that a query asks for, NEWEST first, so that `last` reads only what it returns. */
export function selection(columns: string, table: 'runs' | 'judgements', query: RunQuery) {
  const conditions: [string, string | number][] = [['endpoint = ?', query.endpoint]];
  if (query.epoch !== undefined) conditions.push(['epoch = ?', query.epoch]);
  if (query.from !== undefined) conditions.push(['at >= ?', sortableInstant(query.from)]);
  if (query.until !== undefined) conditions.push(['at < ?', sortableInstant(query.until)]);
  const where = conditions.map(([condition]) => condition).join(' AND ');
  return {
    sql: `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY at DESC, run DESC LIMIT ?`,
    parameters: [...conditions.map(([, value]) => value), query.last ?? -1],
  };
}
