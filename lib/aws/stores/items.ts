import type { AttributeValue } from '@aws-sdk/client-dynamodb';
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
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeValue(value)]])),
  );
}

export function unmarshal(attributes: Record<string, AttributeValue>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, plain(value)])) as Item;
}

function attributeValue(value: Attribute): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return typeof value === 'boolean' ? { BOOL: value } : { B: value };
}

function plain(value: AttributeValue): Attribute | undefined {
  if (value.N !== undefined) return Number(value.N);
  return value.S ?? value.BOOL ?? value.B;
}
