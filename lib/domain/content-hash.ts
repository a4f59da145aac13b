import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './json.ts';

/** Lower-case hex SHA-256, 64 characters. */
export type ContentHash = string;

/** SHA-256 of bytes or of text as UTF-8. */
export function hashBytes(content: string | Uint8Array): ContentHash {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 of a JSON value, the same whatever the order of its keys. */
export function hashJson(value: Json): ContentHash {
  return hashBytes(canonicalJson(value));
}
