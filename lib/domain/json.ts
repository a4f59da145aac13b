/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object whose keys we do not all know; unknown keys of a provider's body survive untouched. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * JSON text with keys sorted at every level and no white space: equal values give equal text, so it can be hashed
 * or compared. Numbers are written as JavaScript writes them; array order is kept.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    let entries = '';
    for (const key of Object.keys(value).sort()) {
      const item = (value as JsonObject)[key];
      if (item !== undefined) entries += `${entries === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
    }
    return `{${entries}}`;
  }
  return JSON.stringify(value);
}

/** Whether a JSON value is an object with keys, neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** One object laid over another: objects in both are merged, everything else in `over` replaces what was there. */
export function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const merged: { [key: string]: Json } = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value;
  }
  return merged;
}
