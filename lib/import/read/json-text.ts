import type { Json } from '../../domain/json.ts';

/** JSON that stands in a text, as arguments of tools and attributes of spans do; anything else as it is. */
export function parseText(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

export function textOrNone(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value as one word, to be compared or told: an object is none. `String` would call whatever stands under its `toString`. */
export function wordOf(value: Json | undefined): string {
  return value !== null && typeof value === 'object' ? 'an object' : String(value);
}
