import type { Action } from './action.ts';
import type { QuietPeriod } from './quiet-period.ts';

/**
 * Silences as they came to be: the next action that ends them all may have ended one early.
 *
 * @param actions of one endpoint, oldest first.
 */
export function silences(actions: readonly Action[]): QuietPeriod[] {
  return actions.flatMap((action, i): QuietPeriod[] => {
    if (action.kind !== 'silenced') return [];
    const ended = actions.slice(i + 1).find(({ kind }) => kind === 'unsilenced');
    const until = ended !== undefined && Date.parse(ended.at) < Date.parse(action.until) ? ended.at : action.until;
    return [{ kind: 'silence', from: action.at, until, by: action.by, why: action.why }];
  });
}
