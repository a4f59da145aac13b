import type { Shrunk } from '../../domain/run/run.ts';
import { plural } from './format.ts';

/** `1 draw of each golden instead of 2, as the budget of 2026-11 of all endpoints together would not last` */
export function shrunkWords({ from, to, scope, period }: Shrunk): string {
  const whose = scope === 'project' ? 'of all endpoints together' : 'of the endpoint';
  return `${plural(to, 'draw')} of each golden instead of ${from}, as the budget of ${period} ${whose} would not last`;
}

/** The same where there is little room. */
export function shrunkShort({ from, to }: Pick<Shrunk, 'from' | 'to'>): string {
  return `${plural(to, 'draw')} a golden instead of ${from}: the month's budget would not last`;
}
