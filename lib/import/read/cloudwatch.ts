import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { parseText } from './json-text.ts';

/** A logged message, and where it stands in what CloudWatch Logs handed out. */
export interface LogMessage {
  readonly message: Json;
  readonly path: string;
}

/** Longest that a packed batch of events may become; CloudWatch packs at most one megabyte. */
const mostBytes = 64 * 2 ** 20;

/**
 * The messages in what CloudWatch Logs hands out: events (`filter-log-events`, `get-log-events`), rows of Logs Insights,
 * what a subscription sends (`logEvents`; to Lambda, Kinesis and Firehose packed in base64). Undefined for anything else.
 */
export function cloudWatchMessages(record: JsonObject): readonly LogMessage[] | undefined {
  const { events, logEvents, results, awslogs, Records, records } = record;
  if (record.messageType === 'CONTROL_MESSAGE') return [];
  if (Array.isArray(logEvents)) return fromEvents(logEvents, 'logEvents');
  if (Array.isArray(events)) return fromEvents(events, 'events');
  if (Array.isArray(results)) return fromRows(results as readonly Json[]);
  if (isJsonObject(awslogs)) return unpackMessages(awslogs.data, 'awslogs.data');
  const packed = [Records, records].find(Array.isArray);
  if (packed !== undefined)
    return (packed as readonly Json[]).flatMap((item, i) =>
      fromStream(item, `${Records === undefined ? 'records' : 'Records'}[${i}]`),
    );
  const message = record.message ?? record['@message'];
  return message === undefined ? undefined : [{ message, path: record.message === undefined ? '@message' : 'message' }];
}

function fromEvents(events: Json, path: string): LogMessage[] {
  return (events as readonly Json[]).map((event, i) => ({
    message: isJsonObject(event) ? (event.message ?? event['@message'] ?? event) : event,
    path: `${path}[${i}]${isJsonObject(event) && (event.message ?? event['@message']) !== undefined ? '.message' : ''}`,
  }));
}

/** `get-query-results`: a row is a list of fields with their values. */
function fromRows(rows: readonly Json[]): LogMessage[] {
  return rows.flatMap((row, i) => {
    if (isJsonObject(row))
      return row['@message'] === undefined ? [] : [{ message: row['@message'], path: `results[${i}]` }];
    if (!Array.isArray(row)) return [];
    const field = (row as readonly Json[]).find((cell) => isJsonObject(cell) && cell.field === '@message');
    return isJsonObject(field) ? [{ message: field.value ?? null, path: `results[${i}]` }] : [];
  });
}

function fromStream(item: Json, path: string): readonly LogMessage[] {
  if (!isJsonObject(item)) return [];
  return isJsonObject(item.kinesis)
    ? unpackMessages(item.kinesis.data, `${path}.kinesis.data`)
    : unpackMessages(item.data, `${path}.data`);
}

function unpackMessages(data: Json | undefined, path: string): readonly LogMessage[] {
  const inner = unpack(data);
  if (inner === undefined) return [{ message: null, path }];
  return (cloudWatchMessages(inner) ?? [{ message: inner, path: '' }]).map((one) => ({
    ...one,
    path: [path, one.path].filter(Boolean).join('.'),
  }));
}

function unpack(data: Json | undefined): JsonObject | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const bytes = Buffer.from(data, 'base64');
    const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes;
    const value = parseText(text.toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
