import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';

/** Keywords whose value is a schema, or a list of them. */
const schemaKeywords: ReadonlySet<string> = new Set([
  'additionalItems',
  'additionalProperties',
  'allOf',
  'anyOf',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'oneOf',
  'prefixItems',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

/** Keywords whose value is an object of schemas by name. */
const namedSchemas: ReadonlySet<string> = new Set([
  '$defs',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

const references = ['$ref', '$dynamicRef', '$recursiveRef'];

/** A copy of a JSON Schema of any draft with `added` beside each reference; what only looks like one (`enum`) is left. */
export function addToReferences(schema: JsonObject, added: JsonObject): JsonObject {
  const inside = Object.entries(schema).map(([keyword, value]) => [keyword, copyOf(keyword, value, added)] as const);
  const isReference = references.some((keyword) => typeof schema[keyword] === 'string');
  return { ...Object.fromEntries(inside), ...(isReference ? added : {}) };
}

function copyOf(keyword: string, value: Json, added: JsonObject): Json {
  const copy = (item: Json): Json => (isJsonObject(item) ? addToReferences(item, added) : item);
  if (schemaKeywords.has(keyword)) return Array.isArray(value) ? value.map(copy) : copy(value);
  if (namedSchemas.has(keyword) && isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item)]));
  return value;
}
