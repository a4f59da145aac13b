import { failureIn, HalfAnswer, InBandFailure } from './in-band-failure.ts';
import { parseJson } from './parse-json.ts';
import { looksLikeEvents, parseServerSentEvents } from './server-sent-events.ts';

/** One event of a streamed answer. */
export interface StreamEvent {
  /** Its name; `message` where the stream gives none. */
  readonly event: string;
  readonly json: unknown;
}

/** What an answer holds: one JSON value, or the events of a stream. */
export type Payload =
  | { readonly kind: 'whole'; readonly json: unknown }
  | { readonly kind: 'stream'; readonly events: Iterable<StreamEvent> };

/**
 * Reads the body of a 2xx answer. Its content type is not asked: servers and the proxies before them leave it out, or
 * send a stream as plain text and JSON as a stream. A stream may also be one JSON object a line, as Ollama's are.
 *
 * @returns the value, or the events, which are parsed one after the other while they are gone through, once.
 * @throws {InBandFailure} if it is, or holds, an error; for a stream, when that is come to.
 * @throws if it is neither JSON nor a stream of it.
 */
export function readPayload(body: string): Payload {
  if (looksLikeEvents(body)) return { kind: 'stream', events: streamEvents(body) };
  const text = body.replace(/^\uFEFF/, '');
  const lines = jsonLines(text);
  if (lines !== undefined) return { kind: 'stream', events: lineEvents(lines) };
  const json = parseJson(text);
  throwFailure(json);
  return { kind: 'whole', json };
}

/** The lines of a body that has one JSON object on each of several; undefined for any other. */
function jsonLines(text: string): readonly string[] | undefined {
  if (!/^\s*\{.*\}[ \t\r]*\n\s*\{/.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}')) ? lines : undefined;
}

function* lineEvents(lines: readonly string[]): Generator<StreamEvent> {
  for (const line of lines) {
    const json = parseJson(line);
    throwFailure(json);
    yield { event: 'message', json };
  }
}

/** Events come a token each: no model writes so many in one answer, and each takes its time. */
const mostEvents = 150_000;

/** The events up to `[DONE]`, which says nothing about the answer: it also comes after errors, and after nothing. */
function* streamEvents(body: string): Generator<StreamEvent> {
  let count = 0;
  for (const { event, data } of parseServerSentEvents(body))
    for (const text of textsIn(data)) {
      if (++count > mostEvents) throw new HalfAnswer(`the stream has more than ${mostEvents} events`);
      if (text.toUpperCase() === '[DONE]') return;
      if (isKeepAlive(event, text)) continue;
      const json = isFailureName(event) ? parseOrEmpty(text) : parseJson(text);
      if (isFailureName(event)) throw new InBandFailure(json);
      throwFailure(json);
      yield { event, json };
    }
}

/** What an event says: one text, or several where something on the way took the blank lines between events out. */
function textsIn(data: string): readonly string[] {
  const isSeveral = /^[{[].*[}\]]\n(?:\{|\[DONE\])/.test(data);
  const texts = isSeveral ? data.split('\n') : [data];
  return texts.map((text) => text.trim().replace(/^(?:data:\s*)+/, '')); // proxies that make a stream of a stream
}

/** The JSON of each event, for APIs whose events need no name. */
export function* jsonOf(events: Iterable<StreamEvent>): Generator<unknown> {
  for (const { json } of events) yield json;
}

function throwFailure(json: unknown): void {
  const failure = failureIn(json);
  if (failure !== undefined) throw new InBandFailure(failure);
}

function isKeepAlive(event: string, text: string): boolean {
  return text === '' || /^(ping|keep-?alive|heartbeat)$/i.test(event) || /^(ping|keep-?alive|heartbeat)$/i.test(text);
}

function isFailureName(event: string): boolean {
  return /^(error|exception|failed|failure)$/i.test(event);
}

function parseOrEmpty(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return {};
  }
}
