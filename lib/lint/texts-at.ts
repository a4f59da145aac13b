import type { Json } from '../domain/json.ts';

/** A text inside a JSON value, and where it stands. */
export interface TextAt {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/** Every text in a JSON value with its place, keys left out; images and files written as data URLs are no texts. */
export function textsAt(value: Json, path: readonly PropertyKey[] = []): TextAt[] {
  if (typeof value === 'string') return value.startsWith('data:') ? [] : [{ path, text: value }];
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => textsAt(item, [...path, i]));
  return Object.entries(value).flatMap(([key, item]) => textsAt(item as Json, [...path, key]));
}
