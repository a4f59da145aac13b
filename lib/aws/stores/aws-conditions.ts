import { Condition, isConditionOpen } from '../../domain/verdict/condition.ts';
import type { ConditionQuery, ConditionStore } from '../../ports/condition-store.ts';
import { compareConditions } from '../../stores/compare-conditions.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { endpointPartition, itemKeys, openConditionsPartition } from '../names/runs-table.ts';
import type { Item } from './items.ts';
import { longText, readLongText } from './long-text.ts';
import { ifAbsent, ifEqual, type Table } from './table.ts';

/** Conditions in the list of their endpoint, a pointer to each by its id, and a copy of those that go on for every tick. */
export class AwsConditions implements ConditionStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(condition: Condition): Promise<boolean> {
    const { id, endpoint, revision } = condition;
    const since = sortableInstant(condition.since);
    const kept = longText('condition', encode(Condition, condition, `condition ${id}`));
    const item = { ...itemKeys.listedCondition(endpoint, since, id), ...kept, revision };
    const mark = itemKeys.openCondition(endpoint, since, id);
    const written = isConditionOpen(condition) ? { put: { ...mark, ...kept } } : { remove: mark };
    if (revision > 0) return this.#table.transact([{ put: item, if: ifEqual('revision', revision - 1) }, written]);
    return this.#table.transact([
      { put: item, if: ifAbsent },
      { put: { ...itemKeys.condition(id), endpoint, since }, if: ifAbsent },
      written,
    ]);
  }

  async get(id: string): Promise<Condition | undefined> {
    const pointer = await this.#table.get(itemKeys.condition(id));
    if (pointer === undefined) return undefined;
    const key = itemKeys.listedCondition(String(pointer.endpoint), String(pointer.since), id);
    const item = await this.#table.get(key);
    return item === undefined ? undefined : read(item);
  }

  async open(endpoint?: string): Promise<Condition[]> {
    const [low, high] = endpoint === undefined ? [' ', '~'] : [`${endpoint}#`, `${endpoint}#~`];
    const items = await this.#table.query({ partition: openConditionsPartition, low, high });
    return items.map(read).sort(compareConditions);
  }

  async list({ endpoint, before, last }: ConditionQuery): Promise<Condition[]> {
    const partition = endpointPartition(endpoint);
    const below = before && itemKeys.listedCondition(endpoint, sortableInstant(before.since), before.id).sk;
    const range = { partition, low: 'CONDITION#', high: 'CONDITION#~', last };
    const items = await this.#table.query(below === undefined ? range : { ...range, below });
    return items.map(read);
  }
}

function read(item: Item): Condition {
  return decode(Condition, String(readLongText(item, 'condition')), `condition at ${item.sk}`);
}
