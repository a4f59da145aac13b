import { StoreError } from '../../domain/errors.ts';
import type { Action } from '../../domain/verdict/action.ts';
import type { ActionLog } from '../../ports/action-log.ts';

const triesToWrite = 5;

/** Actions of an endpoint that are read at most: what people did before is over. */
export const mostActions = 200;

/** An action before it has its number. */
export type NewAction = Action extends infer One ? (One extends Action ? Omit<One, 'number'> : never) : never;

/**
 * Adds an action to those of its endpoint, in the order in which they come.
 *
 * @throws {StoreError} if somebody else is always faster.
 */
export async function recordAction(action: NewAction, actions: ActionLog): Promise<Action> {
  for (let tries = 0; tries < triesToWrite; tries++) {
    const [newest] = await actions.list({ endpoint: action.endpoint, last: 1 });
    const numbered = { ...action, number: (newest?.number ?? 0) + 1 } as Action;
    if (await actions.add(numbered)) return numbered;
  }
  throw new StoreError(`actions of ${action.endpoint}: somebody else wrote them ${triesToWrite} times in between`);
}
