import { describe, expect, it } from 'vitest';
import { parseEventStream } from '../../../lib/providers/bedrock/event-stream.ts';
import { awsStream, message } from '../../helpers/llm-servers/aws-event-stream.ts';

const events = [
  ['messageStart', { role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Yes — 👍 \u2028' } }],
  ['messageStop', { stopReason: 'end_turn' }],
] as const;
const whole = Buffer.from(awsStream(events).body as Uint8Array);

describe('a stream of AWS', () => {
  it('is split into its events', () => {
    expect(parseEventStream(whole)).toEqual(events.map(([type, payload]) => ({ type, payload })));
    expect(parseEventStream(whole.subarray(0, 0))).toEqual([]);
  });

  it('is read wherever in its memory it begins', () => {
    const shifted = new Uint8Array(whole.length + 5);
    shifted.set(whole, 5);
    expect(parseEventStream(shifted.subarray(5))).toHaveLength(3);
  });

  it('is no stream when it breaks off anywhere inside a message', () => {
    const ends = new Set([0, whole.readUInt32BE(0), whole.readUInt32BE(0) + whole.readUInt32BE(whole.readUInt32BE(0))]);
    for (let length = 0; length < whole.length; length++)
      if (!ends.has(length)) expect(() => parseEventStream(whole.subarray(0, length)), String(length)).toThrow();
  });

  it('is no stream when a byte of it is another', () => {
    for (let at = 0; at < whole.length; at++) {
      const broken = Buffer.from(whole);
      broken.writeUInt8(broken.readUInt8(at) ^ 1, at);
      expect(() => parseEventStream(broken), String(at)).toThrow();
    }
  });

  it.each([
    [{ ':message-type': 'exception', ':exception-type': 'throttlingException' }, 'rate-limited'],
    [{ ':message-type': 'exception', ':exception-type': 'validationException' }, 'invalid-request'],
    [{ ':message-type': 'exception', ':exception-type': 'serviceUnavailableException' }, 'overloaded'],
    [{ ':message-type': 'error', ':error-code': 'InternalServerException' }, 'server-error'],
    [{ ':message-type': 'error' }, 'server-error'],
  ])('fails as the message in it says: %o', (headers, failure) => {
    const stream = Buffer.concat([whole, message(headers, { message: 'a secret' })]);
    expect(() => parseEventStream(stream)).toThrow(
      expect.objectContaining({ name: 'InBandFailure', failure: expect.objectContaining({ error: failure }) }),
    );
  });
});
