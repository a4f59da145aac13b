import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey } from '../names/runs-table.ts';

/** What an attribute can hold here. */
export type Attribute = string | number | boolean | Uint8Array;

/** Attributes by name; one that is undefined is left out. */
export interface Attributes {
  readonly [name: string]: Attribute | undefined;
}

/** An item of the table. */
export type Item = ItemKey & Attributes;

export function marshal(attributes: Attributes): Record<string, AttributeValue> {
  return marshall(attributes, { removeUndefinedValues: true });
}

export function unmarshal(attributes: Record<string, AttributeValue>): Item {
  return unmarshall(attributes) as Item;
}
