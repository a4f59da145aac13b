import { ConfigError } from '../domain/config-error.ts';
import type { Json, JsonObject } from '../domain/json.ts';

/** What stands where something was taken out. */
export const redactedText = '[redacted]';

type Step = { readonly any: true } | { readonly key: string } | { readonly index: number } | { readonly deep: true };

/** A path that was understood. */
export interface JsonPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

/**
 * Reads JSON paths: `$.user`, `$.messages[*].content`, `$['x-key']`, `$.tools[0]`, `$..email` (at any depth). Names in
 * quotes may hold the escapes of JSON and a quote of their own kind behind a backslash, as RFC 9535 has it.
 *
 * @param where names the option that the paths stand in.
 * @throws {ConfigError} with every path that is not of this form.
 */
export function jsonPaths(texts: readonly string[], where: string): JsonPath[] {
  const read = texts.map((text) => ({ text, steps: stepsOf(text) }));
  const wrong = read.flatMap(({ text, steps }, i) => (steps === undefined ? [{ text, i }] : []));
  if (wrong.length > 0)
    throw new ConfigError(
      wrong.map(({ text, i }) => ({
        where: `${where}[${i}]`,
        what: `expected a JSON path such as $.user, $.messages[*].content or $..email, got "${text}"`,
      })),
    );
  return read as JsonPath[];
}

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

function stepsOf(text: string): Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const pattern =
    /\.\.(?=[\w[*\u{80}-\u{10ffff}])|\.\*|\[\*\]|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")\]|\.?([A-Za-z_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}-]*)/uy;
  const steps: Step[] = [];
  pattern.lastIndex = 1;
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    const [whole, index, single, double, name] = found;
    const afterDots = text.slice(0, from).endsWith('..');
    if (whole === '..') steps.push({ deep: true });
    else if (whole === '.*' || whole === '[*]') steps.push({ any: true });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (single !== undefined || double !== undefined) {
      const key = readEscapes(single === undefined ? (double as string) : inDoubleQuotes(single));
      if (key === undefined) return undefined;
      steps.push({ key });
    } else if (name !== undefined && whole.startsWith('.') !== afterDots) steps.push({ key: name });
    else return undefined;
  }
  return steps.length === 0 ? undefined : steps;
}

/** What stands between single quotes, as it would stand between double ones. */
function inDoubleQuotes(text: string): string {
  return text.replaceAll(/\\(.)|"/gs, (found, escaped) => {
    if (found === '"') return '\\"';
    return escaped === "'" ? "'" : found;
  });
}

/** A name without the escapes of JSON; undefined where they are none. */
function readEscapes(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
