import type { Draw } from '../domain/run/observed-run.ts';

/** Longer answers are compared by their first so many units, the last of which is all the rest: bounded memory. */
const maxUnits = 4096;

/**
 * An answer as the detector reads it: a row of 32-bit hashes, one a unit. A unit is a word, a digit, a punctuation mark
 * or an ideograph, with the space before it: close to a language model's tokens, and independent of any tokenizer.
 *
 * Time O(characters).
 */
export function textUnits(text: string): Uint32Array {
  const units = new Uint32Array(Math.min(text.length, maxUnits));
  let count = 0;
  let at = 0;
  while (at < text.length && count < maxUnits) {
    const start = at;
    if (text.charCodeAt(at) === 32) at++;
    const code = at < text.length ? text.charCodeAt(at++) : 32;
    if (isWordCode(code)) while (at < text.length && isWordCode(text.charCodeAt(at))) at++;
    const isLast = count === maxUnits - 1;
    units[count++] = hashText(text, start, isLast ? text.length : at);
  }
  return units.subarray(0, count);
}

/** What was said, as one text: the answer and, behind it, the tool calls. */
export function outputText({ text, toolCalls }: Draw): string {
  if (toolCalls.length === 0) return text;
  return `${text}\n${toolCalls.map((call) => `${call.name}(${call.arguments})`).join('\n')}`;
}

/** FNV-1a over UTF-16 code units, finished so that low bits can index a table. */
export function hashText(text: string, from = 0, until = text.length): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < until; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finishHash(hash);
}

/** A hash of two hashes; order matters. */
export function mixHashes(a: number, b: number): number {
  return finishHash(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35));
}

function finishHash(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Letters of any alphabet run together; digits, ASCII punctuation, spaces and ideographs stand alone. */
function isWordCode(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  const ideograph = (code >= 0x3040 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff);
  const punctuation = (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) || code === 0xa0;
  return !ideograph && !punctuation;
}
