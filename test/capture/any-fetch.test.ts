import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import nodeFetch3, { Request as Request3 } from 'node-fetch';
import * as undici from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordingOptions, recordingFetch } from '../../lib/capture/recording-fetch.ts';
import type { LlmExchange } from '../../lib/domain/run/exchange.ts';
import { type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';

const nodeFetch2 = createRequire(import.meta.url)('node-fetch-2') as typeof fetch;

let server: LoopbackServer;
let url = '';
beforeAll(async () => {
  server = await loopbackServer();
  url = `${server.url}/v1/chat/completions`;
});
afterAll(() => server.close());

const post = { method: 'POST', body: '{"model":"m"}' };
const address = 'http://localhost/v1/chat/completions';
const stream = (chunks: readonly unknown[], type?: 'bytes') =>
  new ReadableStream({
    ...(type === undefined ? {} : { type }),
    start(controller: ReadableStreamDefaultController) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  } as never);
const bytes = (text: string) => new TextEncoder().encode(text);

/** Records what is asked through any function that somebody may take for `fetch`. */
function around(inner: unknown, options: Partial<RecordingOptions> = {}) {
  const exchanges: LlmExchange[] = [];
  const errors: unknown[] = [];
  const fetch = recordingFetch({
    sink: (exchange) => void exchanges.push(exchange as LlmExchange),
    fetch: inner as typeof globalThis.fetch,
    onError: (error) => void errors.push(error),
    ...options,
  });
  const counts = async () => {
    await fetch.flush();
    const { recorded, unsupported, failed } = fetch.counts;
    return { recorded, unsupported, failed };
  };
  return { fetch, exchanges, errors, counts };
}

/** What a caller can see of a response. */
async function seen(response: Response) {
  const { status, statusText, ok, url, redirected, type } = response;
  return { status, statusText, ok, url, redirected, type, headers: [...response.headers], text: await response.text() };
}

describe.each([
  ['globalThis.fetch', globalThis.fetch],
  ['undici', undici.fetch],
])('through %s', (_, real) => {
  it.each([false, true])(
    'the caller sees what it would have seen, and it is recorded; streaming: %s',
    async (streams) => {
      const sent = (streams && openaiChat.stream ? openaiChat.stream : openaiChat.answer)({ text: 'Yes.' });
      server.script(() => sent);
      const plain = await (real as typeof fetch)(url, post);
      const { fetch, exchanges, counts } = around(real);
      const response = await fetch(url, post);
      expect(response).toBeInstanceOf(plain.constructor);
      const [a, b] = [await seen(plain), await seen(response)];
      const same = (headers: [string, string][]) => headers.filter(([name]) => name !== 'date');
      expect({ ...b, headers: same(b.headers) }).toEqual({ ...a, headers: same(a.headers) });
      expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
      expect(exchanges[0]?.response?.body).toBe(a.text);
    },
  );
});

describe.each([
  ['node-fetch 2', nodeFetch2],
  ['node-fetch 3', nodeFetch3],
])('through %s', (_, real) => {
  it('the caller gets the very response, which cannot be recorded; that is counted and said once', async () => {
    server.script(() => openaiChat.answer({ text: 'Yes.' }));
    const given: unknown[] = [];
    const { fetch, errors, counts } = around(async (...request: Parameters<typeof globalThis.fetch>) => {
      const response = await (real as typeof globalThis.fetch)(...request);
      given.push(response);
      return response;
    });
    for (let i = 0; i < 2; i++) {
      const response = await fetch(url, post);
      expect(response).toBe(given[i]);
      expect(JSON.stringify(await response.json())).toContain('Yes.');
    }
    expect(await counts()).toEqual({ recorded: 0, unsupported: 2, failed: 0 });
    expect(errors.map(String)).toEqual([expect.stringContaining('a response passed unrecorded')]);
  });
});

class OwnResponse extends Response {
  readonly #mine = 'mine';
  get mine() {
    return this.#mine;
  }
}

/** A class of somebody's own that calls itself a response and is made in another way. */
class LooksLikeOne {
  readonly status = 200;
  readonly headers = new Headers();
  readonly bodyUsed = false;
  readonly body = stream([bytes('{}')]);
  get [Symbol.toStringTag]() {
    return 'Response';
  }
}

const used = () => {
  const response = new Response('{}');
  void response.text();
  return response;
};
const locked = () => {
  const response = new Response('{}');
  response.body?.getReader();
  return response;
};

describe('what a fetch may give instead of a response that can be recorded', () => {
  const things: readonly (readonly [string, () => unknown])[] = [
    ['an object with json()', () => ({ ok: true, status: 200, json: async () => ({}) })],
    ['one with headers as an object', () => ({ status: 200, headers: { a: 'b' }, text: async () => '' })],
    ['one with a body of null', () => ({ status: 200, headers: new Headers(), body: null, json: async () => ({}) })],
    ['one with a Node stream', () => ({ status: 200, headers: new Headers(), body: Readable.from(['{}']) })],
    ['one with an async iterable', () => ({ status: 200, body: (async function* () {})() })],
    ['a frozen object', () => Object.freeze({ status: 200, headers: Object.freeze({}), body: undefined })],
    [
      'one that throws when it is looked at',
      () =>
        new Proxy(
          {},
          {
            get: (_, key) => {
              if (key !== 'then') throw new Error('no');
            },
            getPrototypeOf: () => {
              throw new Error('no');
            },
          },
        ),
    ],
    ['an object without a prototype', () => Object.assign(Object.create(null), { status: 200 })],
    ['a subclass with private fields', () => new OwnResponse('{}')],
    ['a class that calls itself Response', () => new LooksLikeOne()],
    ['Response.error()', () => Response.error()],
    ['a response whose body is used', used],
    ['a response whose body is being read', locked],
    ['undefined', () => undefined],
    ['null', () => null],
    ['text', () => 'text'],
    ['a function', () => () => {}],
  ];

  it.each(things)('%s is passed on as it is and counted', async (_, make) => {
    const thing = make();
    const settled = around(() => {
      const promise = Promise.resolve(undefined);
      return promise.then(() => thing);
    });
    const settledTo = await (async () => [await settled.fetch(address, post)])();
    expect(Object.is(settledTo[0], thing)).toBe(true);
    expect(await settled.counts()).toEqual({ recorded: 0, unsupported: 1, failed: 0 });
    if (typeof thing === 'object' && thing !== null) return;
    const atOnce = around(() => thing); // not even a promise
    expect(Object.is(atOnce.fetch(address, post), thing)).toBe(true);
  });

  it('a subclass keeps what it can do', async () => {
    const { fetch } = around(async () => new OwnResponse('{}'));
    expect(((await fetch(address, post)) as OwnResponse).mine).toBe('mine');
  });

  it('a promise that can do more than others keeps that, and one of a class stays one of it', async () => {
    const handy = Object.assign(Promise.resolve(new Response('{}')), { json: async () => 'handy' });
    const { fetch, counts } = around(() => handy);
    expect(fetch(address, post)).toBe(handy);
    expect(await counts()).toEqual({ recorded: 0, unsupported: 1, failed: 0 });

    class OwnPromise<T> extends Promise<T> {}
    const own = around(() => OwnPromise.resolve(new Response('{}')));
    const answer = own.fetch(address, post);
    expect(answer).toBeInstanceOf(OwnPromise);
    await (await answer).text();
    expect(await own.counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
  });

  it('a thenable is not asked before its caller asks it', async () => {
    let asked = 0;
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: this is what is tested
      then(resolve: (response: unknown) => void) {
        asked++;
        resolve({ status: 200 });
      },
    };
    const { fetch, counts } = around(() => thenable);
    expect(fetch(address, post)).toBe(thenable);
    expect(asked).toBe(0);
    expect(await fetch(address, post)).toEqual({ status: 200 });
    expect(await counts()).toEqual({ recorded: 0, unsupported: 2, failed: 0 });
  });

  it('what it throws is thrown as it was, at once or later, even where it is no error', async () => {
    for (const thrown of [new TypeError('no'), 'no', undefined, null]) {
      const atOnce = around(() => {
        throw thrown;
      });
      let caught: unknown = 'nothing';
      try {
        void atOnce.fetch(address, post);
      } catch (error) {
        caught = error;
      }
      expect(Object.is(caught, thrown)).toBe(true);
      const later = around(() => Promise.reject(thrown));
      await expect(later.fetch(address, post)).rejects.toBe(thrown);
      for (const { counts } of [atOnce, later])
        expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
    }
  });
});

describe('responses that somebody put together', () => {
  const responses: readonly (readonly [string, () => Response, string])[] = [
    ['text', () => new Response('{"a":1}'), '{"a":1}'],
    ['bytes in a stream', () => new Response(stream([bytes('a'), bytes('b')])), 'ab'],
    ['a stream of bytes', () => new Response(stream([bytes('a'), bytes('b')], 'bytes')), 'ab'],
    ['empty chunks', () => new Response(stream([bytes(''), bytes('a'), bytes('')])), 'a'],
    ['no chunk at all', () => new Response(stream([])), ''],
    ['no body', () => new Response(null, { status: 204 }), ''],
    ['a frozen response', () => Object.freeze(new Response('a')), 'a'],
    ['a Blob', () => new Response(new Blob(['a'])), 'a'],
    ['a form', () => new Response(new URLSearchParams({ a: 'b' })), 'a=b'],
  ];
  it.each(responses)('%s are recorded', async (_, make, text) => {
    const plain = await seen(make());
    const { fetch, exchanges, counts } = around(async () => make());
    expect(await seen(await fetch(address, post))).toEqual(plain);
    expect(plain.text).toBe(text);
    expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
    expect(exchanges[0]?.response?.body ?? '').toBe(text);
  });

  it('text in a stream passes on as it is and is not recorded', async () => {
    const { fetch, counts } = around(async () => new Response(stream(['a', 'b'])));
    const read: unknown[] = [];
    for await (const chunk of (await fetch(address, post)).body ?? []) read.push(chunk);
    expect(read).toEqual(['a', 'b']);
    expect(await counts()).toEqual({ recorded: 0, unsupported: 1, failed: 0 });
    await expect((await fetch(address, post)).text()).rejects.toThrow(TypeError);
  });

  it.each([undefined, 'bytes' as const])(
    'an error in a stream is the error that its reader gets, type %s',
    async (type) => {
      const failure = new Error('cut');
      const source = () =>
        new ReadableStream({
          ...(type === undefined ? {} : { type }),
          pull: (controller: ReadableStreamDefaultController) => controller.error(failure),
        } as never);
      const { fetch, exchanges, counts } = around(async () => new Response(source()));
      await expect((await fetch(address, post)).text()).rejects.toBe(failure);
      expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
      expect(exchanges).toMatchObject([{ error: 'network', response: { complete: false } }]);
    },
  );

  it('a response keeps what was put on it, and can be cloned and recorded twice', async () => {
    const outer = around(around(async () => Object.assign(new Response('{"a":1}'), { requestId: 'r1' })).fetch);
    const response = await outer.fetch(address, post);
    expect(response).toMatchObject({ requestId: 'r1' });
    const copy = response.clone();
    expect([await response.text(), await copy.text()]).toEqual(['{"a":1}', '{"a":1}']);
    expect(await outer.counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
  });

  it('nothing is read before the caller reads', async () => {
    let pulled = 0;
    const source = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const { fetch } = around(async () => new Response(source));
    await fetch(address, post);
    await new Promise((later) => setTimeout(later, 10));
    expect(pulled).toBe(0);
  });
});

describe('what a caller may send', () => {
  const body = '{"model":"m","messages":[]}';
  const asked: readonly (readonly [string, () => Parameters<typeof fetch>, string | undefined])[] = [
    ['a URL object', () => [new URL(url), { method: 'post', body }], body],
    ['a Request', () => [new Request(url, { method: 'POST', body })], body],
    ['a Request and more', () => [new Request(url, { method: 'POST', body: '{}' }), { body }], body],
    ['bytes', () => [url, { method: 'POST', body: bytes(body) }], body],
    ['an ArrayBuffer', () => [url, { method: 'POST', body: bytes(body).buffer as ArrayBuffer }], body],
    ['a Blob', () => [url, { method: 'POST', body: new Blob([body]) }], body],
    ['headers as a list', () => [url, { method: 'POST', body, headers: [['a', 'b']] }], body],
    ['a signal', () => [url, { method: 'POST', body, signal: new AbortController().signal }], body],
    ['no body', () => [url, { method: 'POST' }], undefined],
  ];
  it.each(asked)('%s is sent and recorded', async (_, request, expected) => {
    server.script(() => openaiChat.answer({ text: 'Yes.' }));
    const { fetch, exchanges, counts } = around(globalThis.fetch);
    await (await fetch(...request())).text();
    expect(server.arrived.at(-1)?.body).toBe(expected ?? '');
    expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
    expect(exchanges[0]?.request.body).toBe(expected);
  });

  const form = new FormData();
  form.set('a', 'b');
  const real = globalThis.fetch;
  const iterable = () => Readable.from([body]) as unknown as ReadableStream;
  const unreadable: readonly (readonly [string, () => Parameters<typeof fetch>, string, unknown])[] = [
    ['a stream', () => [url, { method: 'POST', body: stream([bytes(body)]), duplex: 'half' }], body, real],
    ['an async iterable', () => [url, { method: 'POST', body: iterable(), duplex: 'half' }], body, real],
    ['a form', () => [url, { method: 'POST', body: form }], 'name="a"', real],
    ['parameters', () => [url, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }], 'a=b', real],
    ['a Request of node-fetch', () => [new Request3(url, { method: 'POST', body }) as never], body, nodeFetch3],
  ];
  it.each(unreadable)('%s is sent, not recorded, and counted', async (_, request, expected, inner) => {
    server.script(() => openaiChat.answer({ text: 'Yes.' }));
    const { fetch, counts } = around(inner);
    await (await fetch(...request())).text();
    expect(server.arrived.at(-1)?.body).toContain(expected);
    expect(await counts()).toEqual({ recorded: 0, unsupported: 1, failed: 0 });
  });

  it('a Request of undici is sent and recorded', async () => {
    server.script(() => openaiChat.answer({ text: 'Yes.' }));
    const { fetch, exchanges } = around(undici.fetch);
    await (await fetch(new undici.Request(url, { method: 'POST', body }) as never)).text();
    await fetch.flush();
    expect(exchanges[0]?.request.body).toBe(body);
  });

  it('a Request that was used fails as it would have', async () => {
    const request = new Request(url, { method: 'POST', body });
    await request.text();
    const plain = await globalThis.fetch(request).catch((error: Error) => error.message);
    const { fetch, counts } = around(globalThis.fetch);
    await expect(fetch(request)).rejects.toThrow(plain as string);
    expect(await counts()).toEqual({ recorded: 1, unsupported: 0, failed: 0 });
  });

  it('a mere path, where somebody takes those', async () => {
    const { fetch, exchanges } = around(async () => new Response('{}'));
    await (await fetch('/v1/chat/completions?key=s3cret', post)).text();
    await fetch.flush();
    expect(exchanges[0]?.request.url).toBe('/v1/chat/completions?key=%5Bredacted%5D');
  });

  it.each<readonly [string, readonly unknown[]]>([
    ['null', [null]],
    ['a symbol', [Symbol('url'), post]],
    ['nothing', []],
    ['a method that is no text', [url, { method: 5, body: '{}' }]],
    [
      'an init that throws',
      [
        url,
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no');
            },
          },
        ),
      ],
    ],
  ])('%s is for the real fetch to refuse', async (_, request) => {
    const { fetch } = around((...got: unknown[]) => Promise.reject(got));
    const got = await (fetch as (...all: unknown[]) => Promise<unknown>)(...request).catch((all: unknown) => all);
    expect((got as unknown[]).every((argument, i) => Object.is(argument, request[i]))).toBe(true);
    expect(got).toHaveLength(request.length);
  });

  it('an argument that only the real fetch knows reaches it', async () => {
    let got: unknown[] = [];
    const { fetch } = around(async (...all: unknown[]) => {
      got = all;
      return new Response('{}');
    });
    await (fetch as (...all: unknown[]) => unknown)(url, post, { more: true });
    expect(got[2]).toEqual({ more: true });
  });
});

it('a handler of errors that rejects disturbs nobody', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const { fetch } = around(async () => 'nothing', {
    onError: (async () => Promise.reject(new Error('late'))) as never,
  });
  await fetch(address, post);
  await new Promise((later) => setTimeout(later, 10));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
