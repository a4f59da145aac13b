import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPaths } from '../../lib/capture/json-path.ts';
import { redact } from '../../lib/capture/redact.ts';
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

const secret = 's3cret';
const hidden: readonly (readonly [string, string, string])[] = [
  ['a slash that is escaped', "$['user/name']", `{"user\\/name":"${secret}"}`],
  ['a slash by its number', "$['user/name']", `{"user\\u002fname":"${secret}"}`],
  ['a slash by its number in capitals', "$['user/name']", `{"user\\u002Fname":"${secret}"}`],
  ['a plain slash', "$['user/name']", `{"user/name":"${secret}"}`],
  ['a slash that the path escapes', "$['user\\/name']", `{"user/name":"${secret}"}`],
  ['a letter by its number', '$.user', `{"\\u0075ser":"${secret}"}`],
  ['a letter that the path has by its number', "$['\\u0075ser']", `{"user":"${secret}"}`],
  ['surrogate pairs', "$['key😀']", `{"key\\ud83d\\ude00":"${secret}"}`],
  ['surrogate pairs in the path', "$['key\\uD83D\\uDE00']", `{"key😀":"${secret}"}`],
  ['half a surrogate pair', "$['key\\ud83d']", `{"key\\uD83D":"${secret}"}`],
  ['letters beyond ASCII', '$.größe', `{"gr\\u00f6\\u00dfe":"${secret}"}`],
  ['a quote', '$[\'say "hi"\']', `{"say \\u0022hi\\"":"${secret}"}`],
  ['a single quote', "$['it\\'s']", `{"it's":"${secret}"}`],
  ['a backslash', "$['a\\\\b']", `{"a\\\\b":"${secret}"}`],
  ['a tab', "$['a\\tb']", `{"a\\u0009b":"${secret}"}`],
  ['a deep name', "$..['user/name']", `{"list":[{"user\\/name":"${secret}"}]}`],
  ['a name that is said twice', '$.user.name', `{"user":{"name":"${secret}"},"user":"nobody"}`],
  ['a name that is said twice, once with an escape', '$.user.name', `{"\\u0075ser":{"name":"${secret}"},"user":1}`],
  ['a name of JavaScript', '$.__proto__', `{"__proto__":"${secret}"}`],
];

it.each(hidden)('finds what %s hides, in whole bodies, lines and streams', async (_, path, json) => {
  const paths = jsonPaths([path], 'redact');
  for (const [type, text] of [
    ['application/json', json],
    ['application/x-ndjson', `{"a":1}\n${json}\n`],
    ['text/event-stream', `data: {"a":1}\n\ndata: ${json}\n\n`],
  ] as const) {
    const { body } = await redactBody(text, type, paths);
    expect(body, type).not.toContain(secret);
    expect(body, type).toBeDefined();
  }
});

it('finds a name whatever escapes are used to write it', async () => {
  const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyName, fc.infiniteStream(fc.nat(2)), async (name, ways) => {
      const written = [...Array(name.length).keys()].map((i) => {
        const unit = name.charAt(i);
        const way = ways.next().value;
        if (way === 0) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
        if (way === 1 && unit === '/') return '\\/';
        return JSON.stringify(unit).slice(1, -1);
      });
      const paths = jsonPaths([`$[${JSON.stringify(name)}]`], 'redact');
      const text = `data: {"${written.join('')}":"${secret}"}\n\n`;
      return !(await redactBody(text, 'text/event-stream', paths)).body?.includes(secret);
    }),
    { seed: 1 },
  );
});

it.each(["$['\\x']", '$["it\\\'s"]', "$['\\u12']"])('refuses the escape in %s', (path) => {
  expect(() => jsonPaths([path], 'redact')).toThrow('redact[0]: expected a JSON path');
});
