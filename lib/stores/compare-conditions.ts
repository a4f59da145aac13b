import type { Condition } from '../domain/verdict/condition.ts';
import { compareText } from './compare-text.ts';
import { sortableInstant } from './instant.ts';

type Placed = Pick<Condition, 'endpoint' | 'since' | 'id'>;

/** The order in which stores give conditions: by endpoint, then by the time at which they began. */
export function compareConditions(a: Placed, b: Placed): number {
  return (
    compareText(a.endpoint, b.endpoint) ||
    compareText(sortableInstant(a.since), sortableInstant(b.since)) ||
    compareText(a.id, b.id)
  );
}
