import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type ItemKey, runsTable } from '../names/runs-table.ts';
import { naming } from './aws-failure.ts';
import { type Attribute, type Item, marshal, unmarshal } from './items.ts';
import { whileConflicting } from './patience.ts';

/** What must hold of the stored item for a write to happen. */
export interface Condition {
  readonly expression: string;
  readonly names?: Record<string, string>;
  readonly values?: { readonly [name: string]: Attribute };
}

/** There is no such item yet. */
export const ifAbsent: Condition = { expression: 'attribute_not_exists(pk)' };

/** There is such an item. */
export const ifPresent: Condition = { expression: 'attribute_exists(pk)' };

/** The stored item has this value. */
export function ifEqual(attribute: string, value: Attribute): Condition {
  return { expression: '#a = :a', names: { '#a': attribute }, values: { ':a': value } };
}

export type Write = { readonly put: Item; readonly if?: Condition } | { readonly remove: ItemKey };

export interface Range {
  readonly partition: string;
  /** Inclusive bounds of the sort key, of the table or of the index by epoch. */
  readonly low: string;
  readonly high: string;
  /** Exclusive upper bound, where the list goes on below an item. */
  readonly below?: string;
  readonly byEpoch?: boolean;
  /** Reads only these attributes, the sort keys among them. */
  readonly only?: readonly string[];
  /** Keeps only so many of the highest. */
  readonly last?: number | undefined;
}

/** Items of one table. Every read is consistent; every write happens once, whatever is retried below. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: ItemKey): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.#name, Key: marshal({ ...key }), ConsistentRead: true });
    const { Item: item } = await this.#naming(() => this.#client.send(command));
    return item === undefined ? undefined : unmarshal(item);
  }

  async put(item: Item): Promise<void> {
    await this.putIf(item);
  }

  /** Writes an item if the condition holds; says whether it did. */
  async putIf(item: Item, condition?: Condition): Promise<boolean> {
    const writer = randomUUID();
    const command = new PutItemCommand({
      TableName: this.#name,
      Item: marshal({ ...item, writer }),
      ...conditionOf(condition),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.#send(() => this.#client.send(command));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The answer to a write can get lost: then the SDK tried again, and what stood in its way is its own first try.
      return error.Item?.writer?.S === writer;
    }
  }

  /** Deletes an item if the condition holds. */
  async removeIf(key: ItemKey, condition: Condition): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#name,
      Key: marshal({ ...key }),
      ...conditionOf(condition),
    });
    try {
      await this.#send(() => this.#client.send(command));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** All writes or none; says whether every condition held. */
  async transact(writes: readonly Write[]): Promise<boolean> {
    const writer = randomUUID();
    const command = new TransactWriteItemsCommand({
      TransactItems: writes.map((write) => this.#transactItem(write, writer)),
    });
    try {
      await this.#send(() => this.#client.send(command));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException) || !hasReason(error, 'ConditionalCheckFailed')) throw error;
      return error.CancellationReasons?.some(({ Item: item }) => item?.writer?.S === writer) ?? false; // as above
    }
  }

  /** Items in the order of their sort keys. */
  async query({ last = Number.POSITIVE_INFINITY, below, ...range }: Range): Promise<Item[]> {
    if (below === undefined || below > range.high) return this.#query(range, last);
    if (below < range.low) return [];
    const key = range.byEpoch === true ? runsTable.epochIndex.sortKey : runsTable.sortKey;
    // Bounds are inclusive, so that one more is asked for.
    const found = (await this.#query({ ...range, high: below }, last + 1)).filter((item) => item[key] !== below);
    return Number.isFinite(last) ? found.slice(Math.max(0, found.length - last)) : found;
  }

  async #query({ partition, low, high, byEpoch = false, only }: Range, last: number): Promise<Item[]> {
    const newestFirst: Item[] = [];
    const names = Object.fromEntries((only ?? []).map((name, i) => [`#o${i}`, name]));
    let from: Record<string, ReturnType<typeof marshal>[string]> | undefined;
    while (newestFirst.length < last) {
      const page = await this.#naming(() =>
        this.#client.send(
          new QueryCommand({
            TableName: this.#name,
            ...(byEpoch ? { IndexName: runsTable.epochIndex.name } : {}),
            KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :low AND :high',
            ExpressionAttributeNames: {
              '#pk': runsTable.partitionKey,
              '#sk': byEpoch ? runsTable.epochIndex.sortKey : runsTable.sortKey,
              ...names,
            },
            ...(only === undefined ? {} : { ProjectionExpression: Object.keys(names).join(', ') }),
            ExpressionAttributeValues: marshal({ ':pk': partition, ':low': low, ':high': high }),
            ConsistentRead: true,
            ScanIndexForward: false,
            ...(Number.isFinite(last) ? { Limit: last - newestFirst.length } : {}),
            ExclusiveStartKey: from,
          }),
        ),
      );
      newestFirst.push(...(page.Items ?? []).map(unmarshal));
      from = page.LastEvaluatedKey;
      if (from === undefined) break;
    }
    return newestFirst.reverse();
  }

  #transactItem(write: Write, writer: string): TransactWriteItem {
    if ('remove' in write) return { Delete: { TableName: this.#name, Key: marshal({ ...write.remove }) } };
    const put = { TableName: this.#name, Item: marshal({ ...write.put, writer }), ...conditionOf(write.if) };
    return { Put: { ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } };
  }

  /** Sends a write, again while a transaction on the same item is under way or the table is throttled. */
  #send<T>(call: () => Promise<T>): Promise<T> {
    return this.#naming(() => whileConflicting(isConflict, call));
  }

  #naming<T>(call: () => Promise<T>): Promise<T> {
    return naming(`table ${this.#name}`, call);
  }
}

function conditionOf(condition: Condition | undefined) {
  if (condition === undefined) return {};
  return {
    ConditionExpression: condition.expression,
    ...(condition.names === undefined ? {} : { ExpressionAttributeNames: condition.names }),
    ...(condition.values === undefined ? {} : { ExpressionAttributeValues: marshal(condition.values) }),
  };
}

function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException) || hasReason(error, 'ConditionalCheckFailed')) return false;
  return passing.some((code) => hasReason(error, code));
}

/** Why a transaction was cancelled that may work in a moment; the SDK takes a cancelled one for an answer, also of a throttled table. */
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

function hasReason(error: TransactionCanceledException, code: string): boolean {
  return error.CancellationReasons?.some((reason) => reason.Code === code) ?? false;
}
