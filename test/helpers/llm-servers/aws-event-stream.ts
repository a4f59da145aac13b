import { crc32 } from 'node:zlib';
import type { Answer } from './loopback-server.ts';

/** A message of AWS's event stream, with headers of text. */
export function message(headers: { readonly [name: string]: string }, payload: unknown): Buffer {
  const named = Object.entries({ ...headers, ':content-type': 'application/json' }).map(([name, value]) =>
    Buffer.concat([
      Buffer.of(Buffer.byteLength(name)),
      Buffer.from(name),
      Buffer.of(7, Buffer.byteLength(value) >> 8, Buffer.byteLength(value) & 255),
      Buffer.from(value),
    ]),
  );
  const head = Buffer.concat([...named, Buffer.from([2, ...Buffer.from(':n')]), Buffer.of(4, 0, 0, 0, 9)]); // an int32
  const body = Buffer.from(JSON.stringify(payload));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(12 + head.length + body.length + 4, 0);
  sizes.writeUInt32BE(head.length, 4);
  const summed = Buffer.concat([sizes, checksum(sizes), head, body]);
  return Buffer.concat([summed, checksum(summed)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

/** Events under their names, as a streamed answer. */
export function awsStream(events: readonly (readonly [type: string, payload: unknown])[]): Answer {
  return streamOf(events.map(([type, payload]) => message({ ':event-type': type, ':message-type': 'event' }, payload)));
}

/** A streamed answer of messages that are made already. */
export function streamOf(messages: readonly Buffer[]): Answer {
  return { headers: { 'content-type': 'application/vnd.amazon.eventstream' }, body: Buffer.concat(messages) };
}
