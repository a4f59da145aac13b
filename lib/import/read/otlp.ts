import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { flattenAttributes, plainAttributes, plainValue } from './attributes.ts';

/** A span with its attributes as plain values. */
export interface Span {
  readonly name: string;
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly attributes: JsonObject }[];
  /** ISO 8601. */
  readonly startedAt?: string;
  /** Trace and span in one; absent where one of them is. */
  readonly id?: string;
  /** Where it stands in the record. */
  readonly path: string;
}

/** A log record; `id` is that of the span that it was written in. */
export interface LogRecord {
  readonly event: string;
  readonly attributes: JsonObject;
  readonly body: Json;
  readonly id?: string;
  readonly path: string;
}

export interface Telemetry {
  readonly spans: readonly Span[];
  readonly logs: readonly LogRecord[];
}

interface Placed {
  readonly value: JsonObject;
  readonly path: string;
}

/**
 * The spans and log records of a record: an export of OTLP in JSON (`resourceSpans`, `resourceLogs`; `batches` of Tempo),
 * traces of Jaeger, or one span or log record by itself, its attributes a list of keys and values or an object. Undefined
 * if it is none of these.
 */
export function readTelemetry(record: Json): Telemetry | undefined {
  if (!isJsonObject(record)) return undefined;
  if (isJsonObject(record.trace)) return readTelemetry(record.trace);
  const resources = listAt(record, 'resourceSpans', 'resource_spans', 'batches');
  const logged = listAt(record, 'resourceLogs', 'resource_logs');
  if (resources !== undefined || logged !== undefined) {
    const spans = below(resources ?? [], ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'], ['spans']);
    const logs = below(logged ?? [], ['scopeLogs', 'scope_logs'], ['logRecords', 'log_records']);
    return { spans: spans.map(spanOf), logs: logs.map(logOf) };
  }
  const jaeger = (listAt(record, 'data') ?? []).flatMap((trace) => below([trace], undefined, ['spans']));
  if (jaeger.length > 0) return { spans: jaeger.map(spanOf), logs: [] };
  const alone = listAt(record, 'spans');
  if (alone !== undefined) return { spans: alone.map(spanOf), logs: [] };
  const isLog =
    record.eventName !== undefined ||
    record.event_name !== undefined ||
    (record.body !== undefined && record.name === undefined);
  if (isLog && (record.attributes !== undefined || record.body !== undefined))
    return { spans: [], logs: [logOf({ value: record, path: '' })] };
  if (record.attributes === undefined && record.tags === undefined) return undefined;
  return { spans: [spanOf({ value: record, path: '' })], logs: [] };
}

/** What stands two lists down, or one where there are no scopes between. */
function below(from: readonly Placed[], scopes: readonly string[] | undefined, keys: readonly string[]): Placed[] {
  const inner = scopes === undefined ? from : nestedIn(from, scopes);
  return nestedIn(inner, keys);
}

function nestedIn(from: readonly Placed[], keys: readonly string[]): Placed[] {
  return from.flatMap(({ value, path }) =>
    (listAt(value, ...keys) ?? []).map((item) => ({ value: item.value, path: `${path}.${item.path}` })),
  );
}

function spanOf({ value: span, path }: Placed): Span {
  const context = isJsonObject(span.context) ? span.context : {};
  const startedAt = isoTime(span.startTimeUnixNano ?? span.start_time_unix_nano ?? span.start_time);
  const id = idOf(
    span.traceId ?? span.trace_id ?? span.traceID ?? context.trace_id,
    span.spanId ?? span.span_id ?? span.spanID ?? context.span_id,
  );
  const kind = span.span_kind; // Phoenix keeps the kind beside the attributes
  const attributes = flattenAttributes(plainAttributes(span.attributes ?? span.tags));
  return {
    name: textIn(span.name ?? span.operationName),
    attributes:
      typeof kind === 'string' && /^[A-Z]+$/.test(kind)
        ? { 'openinference.span.kind': kind, ...attributes }
        : attributes,
    events: (listAt(span, 'events') ?? []).map(({ value }) => ({
      name: textIn(value.name),
      attributes: plainAttributes(value.attributes),
    })),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(id === undefined ? {} : { id }),
    path,
  };
}

function logOf({ value: log, path }: Placed): LogRecord {
  const attributes = flattenAttributes(plainAttributes(log.attributes));
  const id = idOf(log.traceId ?? log.trace_id, log.spanId ?? log.span_id);
  return {
    event: textIn(log.eventName ?? log.event_name ?? attributes['event.name']),
    attributes,
    body: plainValue(log.body),
    ...(id === undefined ? {} : { id }),
    path,
  };
}

function idOf(trace: Json | undefined, span: Json | undefined): string | undefined {
  return typeof trace === 'string' && typeof span === 'string' && trace !== '' && span !== ''
    ? `${trace.slice(0, 64)}/${span.slice(0, 64)}`
    : undefined;
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function listAt(value: JsonObject, ...keys: string[]): Placed[] | undefined {
  const key = keys.find((name) => value[name] !== undefined);
  const list = key === undefined ? undefined : value[key];
  if (!Array.isArray(list)) return undefined;
  return (list as readonly Json[]).flatMap((item, i) =>
    isJsonObject(item) ? [{ value: item, path: `${key}[${i}]` }] : [],
  );
}

function isoTime(time: Json | undefined): string | undefined {
  if (typeof time !== 'string' && typeof time !== 'number') return undefined;
  const milliseconds = typeof time === 'string' && /^\d{4}-/.test(time) ? Date.parse(time) : Number(time) / 1e6;
  return milliseconds > 0 && milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : undefined;
}
