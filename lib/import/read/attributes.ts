import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** Attributes by their keys: OTLP's list of keys and values, Jaeger's tags, or an object. */
export function plainAttributes(attributes: Json | undefined): JsonObject {
  if (isJsonObject(attributes)) return attributes;
  if (!Array.isArray(attributes)) return {};
  return Object.fromEntries(
    (attributes as readonly Json[]).flatMap((item) =>
      isJsonObject(item) && typeof item.key === 'string' ? [[item.key, plainValue(item.value)]] : [],
    ),
  );
}

/** OTLP's AnyValue. 64-bit integers stand in texts there. */
export function plainValue(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (isJsonObject(value.arrayValue)) {
    const { values } = value.arrayValue;
    return Array.isArray(values) ? (values as readonly Json[]).map(plainValue) : [];
  }
  if (isJsonObject(value.kvlistValue)) return plainAttributes(value.kvlistValue.values);
  return Object.keys(value).some((key) => /^(string|bool|int|double|bytes|array|kvlist)Value$/.test(key))
    ? null
    : value;
}

/** Exports of some servers nest what the wire has flat: `llm: { model_name }` becomes `llm.model_name`. */
export function flattenAttributes(attributes: JsonObject): JsonObject {
  const roots = Object.entries(attributes).filter(([key, value]) => !key.includes('.') && isJsonObject(value));
  if (roots.length === 0) return attributes;
  const flat: { [key: string]: Json } = { ...attributes };
  for (const [root, value] of roots) {
    delete flat[root];
    flatten(root, value, flat, root === 'llm');
  }
  return flat;
}

const deepest = 12;

function flatten(prefix: string, value: Json, into: { [key: string]: Json }, lists: boolean, depth = 0): void {
  const goesOn =
    depth < deepest &&
    (isJsonObject(value) || (lists && Array.isArray(value) && value.some((item: Json) => isJsonObject(item))));
  if (!goesOn) into[prefix] = value;
  else
    for (const [key, inner] of Object.entries(value as JsonObject))
      flatten(`${prefix}.${key}`, inner, into, lists, depth + 1);
}

type Branch = Map<string, Branch | Json>;

/**
 * What numbered attributes say: of `gen_ai.prompt.0.role` and the like below `gen_ai.prompt`, a list of objects. Undefined if
 * there are none. Linear in the number of attributes.
 */
export function numberedList(attributes: JsonObject, prefix: string): readonly Json[] | undefined {
  const root: Branch = new Map();
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(prefix) || key[prefix.length] !== '.') continue;
    const steps = key.slice(prefix.length + 1).split('.', deepest + 1);
    if (steps.length > deepest || !/^\d+$/.test(steps[0] ?? '')) continue;
    plant(root, steps, value);
  }
  const list = grow(root);
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

function plant(branch: Branch, [step = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) return void branch.set(step, value);
  const inner = branch.get(step);
  const next: Branch = inner instanceof Map ? inner : new Map();
  if (next !== inner) branch.set(step, next);
  plant(next, rest, value);
}

/** Keys that are all numbers make a list, in the order of the numbers. */
function grow(branch: Branch | Json): Json {
  if (!(branch instanceof Map)) return branch;
  const entries = [...branch].map(([key, inner]) => [key, grow(inner)] as const);
  if (!entries.every(([key]) => /^\d+$/.test(key))) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
}
