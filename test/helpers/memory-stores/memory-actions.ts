import { Action } from '../../../lib/domain/verdict/action.ts';
import type { ActionLog } from '../../../lib/ports/action-log.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryActions implements ActionLog {
  readonly #actions = new Map<string, Map<number, string>>();

  async add(action: Action): Promise<boolean> {
    const text = encode(Action, action, `action ${action.number} of ${action.endpoint}`);
    const actions = this.#actions.get(action.endpoint) ?? new Map<number, string>();
    if (actions.has(action.number)) return false;
    this.#actions.set(action.endpoint, actions.set(action.number, text));
    return true;
  }

  async list({ endpoint, last = Number.POSITIVE_INFINITY }: { endpoint: string; last?: number }): Promise<Action[]> {
    const all = [...(this.#actions.get(endpoint)?.values() ?? [])]
      .map((text) => decode(Action, text, `action of ${endpoint}`))
      .sort((a, b) => a.number - b.number);
    return all.slice(Math.max(0, all.length - last));
  }
}
