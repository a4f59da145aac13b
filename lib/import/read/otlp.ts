import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** A span with its attributes as plain values. */
export interface Span {
  readonly name: string;
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly attributes: JsonObject }[];
  /** ISO 8601. */
  readonly startedAt?: string;
  /** Where it stands in the record. */
  readonly path: string;
}

/**
 * The spans of a record: an export request of OTLP in JSON (`resourceSpans`), or a span by itself, its attributes a list
 * of keys and values or an object. Undefined if it is none of these.
 */
export function spansOf(record: Json): Span[] | undefined {
  if (!isJsonObject(record)) return undefined;
  if (record.resourceSpans !== undefined || record.resource_spans !== undefined) {
    const resources = listAt(record, 'resourceSpans', 'resource_spans');
    return resources.flatMap(({ value, path }) =>
      listAt(value, 'scopeSpans', 'scope_spans', 'instrumentationLibrarySpans').flatMap((scope) =>
        listAt(scope.value, 'spans').map((span) => spanOf(span.value, `${path}.${scope.path}.${span.path}`)),
      ),
    );
  }
  return record.attributes === undefined ? undefined : [spanOf(record, '')];
}

function spanOf(span: JsonObject, path: string): Span {
  const startedAt = isoTime(span.startTimeUnixNano ?? span.start_time_unix_nano);
  return {
    name: typeof span.name === 'string' ? span.name : '',
    attributes: plainAttributes(span.attributes),
    events: listAt(span, 'events').map(({ value }) => ({
      name: typeof value.name === 'string' ? value.name : '',
      attributes: plainAttributes(value.attributes),
    })),
    ...(startedAt === undefined ? {} : { startedAt }),
    path,
  };
}

function listAt(value: JsonObject, ...keys: string[]): { value: JsonObject; path: string }[] {
  const key = keys.find((name) => value[name] !== undefined);
  const list = key === undefined ? undefined : value[key];
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).flatMap((item, i) =>
    isJsonObject(item) ? [{ value: item, path: `${key}[${i}]` }] : [],
  );
}

function plainAttributes(attributes: Json | undefined): JsonObject {
  if (isJsonObject(attributes)) return attributes;
  if (!Array.isArray(attributes)) return {};
  return Object.fromEntries(
    (attributes as readonly Json[]).flatMap((item) =>
      isJsonObject(item) && typeof item.key === 'string' ? [[item.key, plainValue(item.value)]] : [],
    ),
  );
}

/** OTLP's AnyValue. 64-bit integers stand in texts there. */
function plainValue(value: Json | undefined): Json {
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
  return null;
}

function isoTime(nanoseconds: Json | undefined): string | undefined {
  if (typeof nanoseconds !== 'string' && typeof nanoseconds !== 'number') return undefined;
  const milliseconds = Number(nanoseconds) / 1e6;
  return milliseconds > 0 && milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : undefined;
}
