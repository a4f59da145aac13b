import { hashBytes } from '../domain/content-hash.ts';

/** Characters of a value that a fact names; a judgement holds up to 64 values of each of its facts. */
const most = 1000;

/** A value as facts name it: of a very long one the beginning, and a hash by which it differs from others that begin so. */
export function factValue(value: string): string {
  if (value.length <= most) return value;
  return `${value.slice(0, most).toWellFormed()}… (${value.length} characters, SHA-256 ${hashBytes(value).slice(0, 12)})`;
}
