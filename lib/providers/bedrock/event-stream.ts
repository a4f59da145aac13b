import { crc32 } from 'node:zlib';
import { InBandFailure } from '../shared/complete-once.ts';

/** One message of a stream: what kind of event it is, and its JSON. */
export interface StreamedEvent {
  readonly type: string;
  readonly payload: unknown;
}

const preludeBytes = 12;
const checksumBytes = 4;

/**
 * Splits a whole body of `application/vnd.amazon.eventstream` into its events. Each message is its length, the length of
 * its headers, a checksum of the two, headers, payload, and a checksum of it all; numbers are big-endian.
 *
 * @throws {InBandFailure} if one of them is an exception.
 * @throws if the body breaks off, or does not add up.
 */
export function parseEventStream(bytes: Uint8Array): StreamedEvent[] {
  const events: StreamedEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    if (view.byteLength < preludeBytes + checksumBytes) throw new Error('the stream ended inside a message');
    const length = view.getUint32(0);
    const headersEnd = preludeBytes + view.getUint32(4);
    const payloadEnd = length - checksumBytes;
    if (length > view.byteLength || headersEnd > payloadEnd) throw new Error('the stream ended inside a message');
    const message = bytes.subarray(at, at + length);
    if (
      crc32(message.subarray(0, 8)) !== view.getUint32(8) ||
      crc32(message.subarray(0, payloadEnd)) !== view.getUint32(payloadEnd)
    )
      throw new Error('a checksum of the stream is wrong');
    events.push(
      eventOf(headersOf(message.subarray(preludeBytes, headersEnd)), message.subarray(headersEnd, payloadEnd)),
    );
    at += length;
  }
  return events;
}

function eventOf(headers: ReadonlyMap<string, string>, payload: Uint8Array): StreamedEvent {
  const kind = headers.get(':message-type');
  const failure = kind === 'exception' ? headers.get(':exception-type') : headers.get(':error-code');
  // Written small in streams and large everywhere else: `throttlingException`.
  if (kind !== 'event')
    throw new InBandFailure({ code: (failure ?? '').replace(/^./, (letter) => letter.toUpperCase()) });
  return { type: headers.get(':event-type') ?? '', payload: JSON.parse(Buffer.from(payload).toString('utf8')) };
}

/** Sizes of header values by their type, where it is fixed; 6 (bytes) and 7 (text) say their length themselves. */
const fixedSizes: { readonly [type: number]: number } = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const textType = 7;

/** The headers that are text, which all that matter here are. */
function headersOf(bytes: Uint8Array): Map<string, string> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headers = new Map<string, string>();
  for (let at = 0; at < view.length; ) {
    const nameEnd = at + 1 + view.readUInt8(at);
    const name = view.toString('utf8', at + 1, nameEnd);
    const type = view.readUInt8(nameEnd);
    const fixed = fixedSizes[type];
    const start = nameEnd + (fixed === undefined ? 3 : 1);
    const end = start + (fixed ?? view.readUInt16BE(nameEnd + 1));
    if (type === textType) headers.set(name, view.toString('utf8', start, end));
    at = end;
  }
  return headers;
}
