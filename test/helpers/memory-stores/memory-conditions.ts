import { Condition, isConditionOpen } from '../../../lib/domain/verdict/condition.ts';
import type { ConditionQuery, ConditionStore } from '../../../lib/ports/condition-store.ts';
import { compareConditions } from '../../../lib/stores/compare-conditions.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';
import { mayBeOf } from './select.ts';

export class MemoryConditions implements ConditionStore {
  readonly #conditions = new Map<string, string>();

  async put(condition: Condition): Promise<boolean> {
    const text = encode(Condition, condition, `condition ${condition.id}`);
    const stored = this.#read(condition.id);
    if (condition.revision !== (stored === undefined ? 0 : stored.revision + 1)) return false;
    this.#conditions.set(condition.id, text);
    return true;
  }

  async get(id: string): Promise<Condition | undefined> {
    return this.#read(id);
  }

  async open(endpoint?: string): Promise<Condition[]> {
    return this.#all(endpoint).filter((one) => isConditionOpen(one) && (endpoint ?? one.endpoint) === one.endpoint);
  }

  async list({ endpoint, before, last = Number.POSITIVE_INFINITY }: ConditionQuery): Promise<Condition[]> {
    const all = this.#all(endpoint).filter(
      (one) =>
        one.endpoint === endpoint && (before === undefined || compareConditions(one, { endpoint, ...before }) < 0),
    );
    return all.slice(Math.max(0, all.length - last));
  }

  #all(endpoint?: string): Condition[] {
    return [...this.#conditions]
      .filter(([, text]) => endpoint === undefined || mayBeOf(endpoint, text))
      .map(([id, text]) => decode(Condition, text, `condition ${id}`))
      .sort(compareConditions);
  }

  #read(id: string): Condition | undefined {
    const text = this.#conditions.get(id);
    return text === undefined ? undefined : decode(Condition, text, `condition ${id}`);
  }
}
