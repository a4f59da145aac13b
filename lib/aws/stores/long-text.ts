import { gunzipSync, gzipSync } from 'node:zlib';
import type { Item } from './items.ts';

/** An item of the table holds 400 KB, and some hold their text twice; what names thousands of goldens is packed to a twentieth. */
const longest = 50_000;

const packedKey = (key: string) => `${key}Packed`;

/** The attributes of an item that hold text of any length. */
export function longText(key: string, text: string): Readonly<Record<string, string | Uint8Array>> {
  return text.length > longest ? { [packedKey(key)]: gzipSync(text) } : { [key]: text };
}

/** The attributes that `longText` may have written. */
export function longTextKeys(key: string): string[] {
  return [key, packedKey(key)];
}

/** The text that `longText` wrote; undefined where there is none. */
export function readLongText(item: Item, key: string): string | undefined {
  const packed = item[packedKey(key)];
  if (packed instanceof Uint8Array) return gunzipSync(packed).toString();
  return item[key] === undefined ? undefined : String(item[key]);
}
