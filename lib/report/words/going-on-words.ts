import type { Explanation } from '../../domain/verdict/explanation.ts';
import { percentWithInterval, plural } from './format.ts';

/**
 * How far the answers of the newest runs are from the baseline, beside the average since the change began, which hides a
 * return. Nothing where the newest runs are not told apart.
 */
export function newestWords(explanation: Pick<Explanation, 'newest' | 'effect' | 'effectNewest'>): string {
  const { newest } = explanation;
  return newest === undefined ? '' : `newest ${plural(newest.runs, 'run')}: ${effectNow(explanation)}`;
}

function effectNow({ effect, effectNewest }: Pick<Explanation, 'effect' | 'effectNewest'>): string {
  const since = effect === undefined ? '' : `; since the change ${percentWithInterval(effect)}`;
  if (effectNewest === undefined || effectNewest.low <= 0)
    return `answers of so few are not shown to differ from the baseline${since}`;
  return `${percentWithInterval(effectNewest)} of answers differ from the baseline${since}`;
}
