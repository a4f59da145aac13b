import type { Json, JsonObject } from '../domain/json.ts';
import type { JsonPath, Step } from './json-path.ts';

/** What stands where something was taken out. */
export const redactedText = '[redacted]';

/** Replaces what stands at the paths. What is not touched keeps its identity; `hit` names the paths that met something. */
export function redact(value: Json, paths: readonly JsonPath[]): { readonly value: Json; readonly hit: string[] } {
  const hit: string[] = [];
  let left = value;
  for (const { text, steps } of paths) {
    const next = replace(left, steps, 0);
    if (next === left) continue;
    hit.push(text);
    left = next;
  }
  return { value: left, hit };
}

function replace(value: Json, steps: readonly Step[], at: number): Json {
  const step = steps[at];
  if (step === undefined) return redactedText;
  if (value === null || typeof value !== 'object') return value;
  if ('deep' in step) {
    const here = replace(value, steps, at + 1);
    return mapEntries(
      here,
      () => true,
      (inner) => replace(inner, steps, at),
    );
  }
  return mapEntries(
    value,
    (key) => matches(step, key),
    (inner) => replace(inner, steps, at + 1),
  );
}

/** Maps the entries of an object or array whose key is wanted; gives back the same one if nothing changed. */
function mapEntries(value: Json, wanted: (key: string | number) => boolean, change: (inner: Json) => Json): Json {
  if (value === null || typeof value !== 'object') return value;
  const isArray = Array.isArray(value);
  let copy: { [key: string | number]: Json } | undefined;
  for (const name of Object.keys(value)) {
    const inner = (value as JsonObject)[name] as Json;
    if (!wanted(isArray ? Number(name) : name)) continue;
    const next = change(inner);
    if (next === inner) continue;
    copy ??= (isArray ? [...value] : { ...value }) as { [key: string]: Json };
    copy[name] = next;
  }
  return (copy as Json | undefined) ?? value;
}

/**
 * Whether a JSON text may hold something at one of the paths, told without parsing it: a path ends in a name, and the
 * name stands in the text. Escapes hide names, so a text with one that may stand in a name is taken to hold everything:
 * `\uXXXX`, and `\/` where a name has a slash. All others are written in one way only, which is that of `JSON.stringify`.
 */
export function mayHold(json: string, paths: readonly JsonPath[]): boolean {
  return (
    json.includes('\\u') ||
    paths.some(({ steps }) => {
      const name = steps.findLast((step) => 'key' in step);
      if (name === undefined || json.includes(JSON.stringify(name.key))) return true;
      return name.key.includes('/') && json.includes('\\/');
    })
  );
}

/**
 * Whether an object of a JSON text says the same name twice. `JSON.parse` keeps the last value, so that the others could
 * not be looked into, and would stay in a text that is kept as it was.
 */
export function repeatsName(json: string, value: Json): boolean {
  let written = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) written++;
  return written !== countNames(value);
}

function countNames(value: Json): number {
  if (value === null || typeof value !== 'object') return 0;
  const inner = Object.values(value).reduce((sum: number, item: Json) => sum + countNames(item), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

function matches(step: Step, key: string | number): boolean {
  if ('any' in step) return true;
  if ('index' in step) return step.index === key;
  return 'key' in step && step.key === key;
}
