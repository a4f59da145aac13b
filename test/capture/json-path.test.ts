import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPaths, redact } from '../../lib/capture/json-path.ts';
import { redactBody } from '../../lib/capture/redact-body.ts';
import type { Json } from '../../lib/domain/json.ts';

const order = {
  user: 'ana',
  items: [
    { sku: 1, note: 'a' },
    { sku: 2, note: { note: 'b' } },
  ],
  'x-key': 'k',
};
const redacted = (...paths: string[]) => redact(order, jsonPaths(paths, 'redact')).value;
const gone = '[redacted]';

it.each<[string, Json]>([
  ['$.user', { ...order, user: gone }],
  ["$['x-key']", { ...order, 'x-key': gone }],
  ['$.x-key', { ...order, 'x-key': gone }],
  ['$.items[1]', { ...order, items: [order.items[0] as Json, gone] }],
  ['$.items[*].sku', { ...order, items: order.items.map((item) => ({ ...item, sku: gone })) as Json }],
  ['$.*', { user: gone, items: gone, 'x-key': gone }],
  [
    '$..note',
    {
      ...order,
      items: [
        { sku: 1, note: gone },
        { sku: 2, note: gone },
      ],
    },
  ],
  [
    '$.items..note',
    {
      ...order,
      items: [
        { sku: 1, note: gone },
        { sku: 2, note: gone },
      ],
    },
  ],
  ['$.items[*].note.note', { ...order, items: [order.items[0] as Json, { sku: 2, note: { note: gone } }] }],
  ['$.absent[3].deep', order],
])('takes out what stands at %s and nothing else', (path, expected) => {
  expect(redacted(path)).toEqual(expected);
});

it('says which paths met something', () => {
  expect(redact(order, jsonPaths(['$.absent', '$.user'], 'redact')).hit).toEqual(['$.user']);
});

it.each(['user', '$', '$.', '$..', '$.a..', '$[', '$[a]', '$.a b', '$user', '$...a'])(
  'refuses the path "%s"',
  (path) => {
    expect(() => jsonPaths([path], 'redact')).toThrow('redact[0]: expected a JSON path');
  },
);

it('leaves nothing at a deep path, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const holder = { a: value, list: [{ secret: value }, { b: { secret: 'x' } }] } as Json;
      const text = JSON.stringify(redact(holder, jsonPaths(['$..secret'], 'redact')).value);
      return !/"secret":(?!"\[redacted\]")/.test(text.replaceAll('\\"', ''));
    }),
    { seed: 1 },
  );
});

it('keeps a body in which nothing was found byte for byte, and every other byte of a stream', async () => {
  const paths = jsonPaths(['$..content'], 'redact');
  const spaced = '{ "a" : 1.0 }';
  expect(await redactBody(spaced, 'application/json', paths)).toEqual({ body: spaced, hit: [] });
  const stream = ': hi\r\nevent: x\r\ndata: {"content":"a","b":1}\r\n\r\ndata: { "b": 2 }\n\ndata: [DONE]\n\n';
  expect(await redactBody(stream, 'text/event-stream', paths)).toEqual({
    body: stream.replace('{"content":"a","b":1}', '{"content":"[redacted]","b":1}'),
    hit: ['$..content'],
  });
  const hidden = 'data: {"\\u0063ontent":"a"}\n\n';
  expect((await redactBody(hidden, 'text/event-stream', paths)).body).toBe('data: {"content":"[redacted]"}\n\n');
  expect(await redactBody('data: {"content":"a\ndata: b"}\n\n', 'text/event-stream', paths)).toEqual({ hit: [] });
});
