import { createParser } from 'eventsource-parser';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/** Characters that are split at a time: millions of tiny events are then never held together. */
const sliceLength = 4096;

/**
 * Splits a whole event stream into its events, as the HTML standard describes the format. An event that no blank line
 * closes was cut off and is left out by the standard; here it is kept if its line is a whole one, as servers that hang up
 * at once forget the blank line after their last event.
 *
 * Time O(length); memory for one slice and for the longest event.
 */
export function* parseServerSentEvents(text: string): Generator<ServerSentEvent> {
  let events: ServerSentEvent[] = [];
  const parser = createParser({ onEvent: ({ event = 'message', data }) => events.push({ event, data }) });
  for (let at = 0; at < text.length; at += sliceLength) {
    parser.feed(text.slice(at, at + sliceLength));
    yield* events;
    events = [];
  }
  parser.feed('\n\n');
  for (const last of events) if (isWhole(last.data) || isWhole(last.data.split('\n').at(-1) ?? '')) yield last;
}

/** Whether the data of an event is a whole JSON value, or the word that ends a stream of OpenAI. */
function isWhole(data: string): boolean {
  if (data.trim().toUpperCase() === '[DONE]') return true;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}

/** Whether a body is an event stream, whatever its content type says: no JSON begins like one. */
export function looksLikeEvents(text: string): boolean {
  return /^\s*(?:(?:data|event|id|retry)(?::|\r?\n)|:)/.test(text);
}
