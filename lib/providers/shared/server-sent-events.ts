import { createParser } from 'eventsource-parser';

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/**
 * Splits a whole event stream into its events, as the HTML standard describes the format. An event that no blank line
 * closes was cut off and is left out by the standard; here it is kept if its line is a whole one, as servers that hang up
 * at once forget the blank line after their last event.
 */
export function parseServerSentEvents(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push({ event, data }),
  });
  parser.feed(text);
  const closed = events.length;
  parser.feed('\n\n');
  const last = events[closed];
  if (last !== undefined && !isWhole(last.data)) events.pop();
  return events;
}

/** Whether the data of an event is a whole JSON value, or the word that ends a stream of OpenAI. */
function isWhole(data: string): boolean {
  if (data.trim() === '[DONE]') return true;
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
