import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lib/providers/shared/parse-json.ts';
import { readPayload } from '../../../lib/providers/shared/payload.ts';
import { maxAnswerBytes, readCapped } from '../../../lib/providers/shared/read-capped.ts';
import { ReadingRoom } from '../../../lib/providers/shared/reading-room.ts';

describe('JSON', () => {
  it.each([
    ['{"a":NaN,"b":[-Infinity,Infinity]}', { a: null, b: [null, null] }],
    [String.raw`{"a":"NaN \" -Infinity","b":NaN}`, { a: 'NaN " -Infinity', b: null }],
    ['[1e999]', [Number.POSITIVE_INFINITY]],
  ])('is read as servers write it: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['{"a":NaNa}', '{', '', 'Infinit'])('is none all the same: %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('of millions of empty objects is not parsed, and one of megabytes of text is', () => {
    expect(() => parseJson(`[${'{},'.repeat(500_000)}{}]`)).toThrow('more brackets than content');
    const logprobs = Array.from({ length: 30_000 }, (_, at) => ({
      token: ` t${at}`,
      logprob: -0.25,
      bytes: [32, 116],
    }));
    expect(parseJson(JSON.stringify(logprobs))).toHaveLength(30_000);
  });
});

describe('a stream', () => {
  it('of more events than any answer has tokens is none', () => {
    const payload = readPayload('data:{}\n\n'.repeat(150_001));
    expect(() => [...(payload.kind === 'stream' ? payload.events : [])]).toThrow('more than 150000 events');
  });
});

describe('the cap', () => {
  it('is 8 MB unless the endpoint sets another', () => {
    expect([maxAnswerBytes({}), maxAnswerBytes({ maxAnswerMB: 0.5 })]).toEqual([8_000_000, 500_000]);
  });

  it('lets an answer of just that size through, and not one byte more', async () => {
    expect(await readCapped(new Response('x'.repeat(1000)), 1000)).toHaveLength(1000);
    await expect(readCapped(new Response('x'.repeat(1001)), 1000)).rejects.toThrow('larger than 0.001 MB');
    expect(await readCapped(new Response(null), 1000)).toHaveLength(0);
  });
});

describe('a reading room that is full', () => {
  it('lets the first reader go on and the others wait until somebody leaves', async () => {
    const room = new ReadingRoom(100);
    const [first, second, third] = [{}, {}, {}];
    const order: string[] = [];
    await room.hold(first, 60);
    const waiting = [
      room.hold(second, 60).then(() => order.push('second')),
      room.hold(third, 60).then(() => order.push('third')),
    ];
    await room.hold(first, 60);
    order.push('first');
    room.leave(first);
    await waiting[0];
    room.leave(second);
    await waiting[1];
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('has room again for everybody when all have left', async () => {
    const room = new ReadingRoom(100);
    for (const reader of [{}, {}, {}]) {
      await room.hold(reader, 90);
      room.leave(reader);
    }
    await room.hold({}, 100);
  });
});
