import { EventStreamCodec } from '@smithy/core/event-streams';
import { HalfAnswer, InBandFailure } from '../shared/in-band-failure.ts';
import { parseJson } from '../shared/parse-json.ts';

/** One message of a stream: what kind of event it is, and its JSON. */
export interface StreamedEvent {
  readonly type: string;
  readonly payload: unknown;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** Length and checksum of a message that holds nothing. */
const leastBytes = 16;

/**
 * Splits a whole body of `application/vnd.amazon.eventstream` into its events. Lengths and checksums are read and checked
 * by AWS's own codec.
 *
 * @throws {InBandFailure} if one of them is an exception.
 * @throws {HalfAnswer} if the body breaks off, or does not add up.
 */
export function parseEventStream(bytes: Uint8Array): StreamedEvent[] {
  const events: StreamedEvent[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.length - at < leastBytes ? 0 : view.getUint32(at);
    if (length < leastBytes || length > bytes.length - at) throw new HalfAnswer('the stream ended inside a message');
    events.push(readEvent(bytes.subarray(at, at + length)));
    at += length;
  }
  return events;
}

/** Whether a body is such a stream, whatever its content type says: it begins with a length, and no JSON with a zero. */
export function looksLikeEventStream(bytes: Uint8Array): boolean {
  return bytes.length >= leastBytes && bytes[0] === 0;
}

function readEvent(bytes: Uint8Array): StreamedEvent {
  const { headers, body } = decode(bytes);
  const kind = textIn(headers, ':message-type');
  const failure = textIn(headers, kind === 'exception' ? ':exception-type' : ':error-code');
  // Written small in streams and large everywhere else: `throttlingException`.
  if (kind !== 'event')
    throw new InBandFailure({ code: (failure ?? '').replace(/^./, (letter) => letter.toUpperCase()) });
  return { type: textIn(headers, ':event-type') ?? '', payload: parseJson(Buffer.from(body).toString('utf8')) };
}

function decode(bytes: Uint8Array) {
  try {
    return codec.decode(bytes);
  } catch {
    throw new HalfAnswer('a message of the stream does not add up');
  }
}

type MessageHeaders = ReturnType<EventStreamCodec['decode']>['headers'];

function textIn(headers: MessageHeaders, name: string): string | undefined {
  const header = headers[name];
  return header?.type === 'string' ? header.value : undefined;
}
