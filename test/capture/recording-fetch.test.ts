import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordingOptions, recordingFetch } from '../../lib/capture/recording-fetch.ts';
import { Exchange, type LlmExchange } from '../../lib/domain/run/exchange.ts';
import { type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { json } from '../helpers/llm-servers/protocol.ts';
import { apiKey, question, type SdkClient, sdkClients } from '../helpers/sdk-clients.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer();
});
afterAll(() => server.close());

const said = { text: 'Yes, within 30 days. ✅', usage: { input: 12, output: 7 } };
const chat = sdkClients[0] as SdkClient;

/** A recording fetch whose exchanges end up in a list. */
function listening(options: Partial<RecordingOptions> = {}) {
  const exchanges: Exchange[] = [];
  const fetch = recordingFetch({ sink: (exchange) => void exchanges.push(exchange), ...options });
  const recorded = async (): Promise<LlmExchange[]> => {
    await fetch.flush();
    return exchanges as LlmExchange[];
  };
  return { fetch, recorded };
}

describe.each(sdkClients)('through $name', ({ api, answer, ask }) => {
  it.each([false, true])('records the exact bytes of both sides, streaming: %s', async (streaming) => {
    const sent = answer(said, streaming);
    server.script(() => sent);
    const { fetch, recorded } = listening();
    const text = await ask({ fetch, url: server.url, streaming });
    expect(text).toBe(await ask({ fetch: globalThis.fetch, url: server.url, streaming }));
    expect(text).toBe(said.text);

    const [exchange, ...more] = await recorded();
    expect(more).toEqual([]);
    expect(Exchange.parse(JSON.parse(JSON.stringify(exchange)))).toEqual(exchange);
    expect(exchange).toMatchObject({
      schema: 'exchange/1',
      kind: 'llm',
      api,
      request: { method: 'POST', body: server.arrived[0]?.body },
      response: { status: 200, body: sent.body, complete: true },
    });
    expect(new URL(exchange?.request.url ?? '').pathname).toBe(
      new URL(server.arrived[0]?.path ?? '', 'http://x').pathname,
    );
    expect(exchange?.error).toBeUndefined();
    expect(JSON.stringify(exchange)).not.toContain(apiKey);
    expect(fetch.counts).toEqual({ recorded: 1, sampledOut: 0, dropped: 0, unsupported: 0, failed: 0 });
  });

  it('lets errors of the server through as they are, and records them', async () => {
    server.script(() => json({ error: { message: 'no', type: 'invalid_request_error' } }, 400));
    const plainly = await ask({ fetch: globalThis.fetch, url: server.url }).catch((error: Error) => error);
    const { fetch, recorded } = listening();
    const caught = await ask({ fetch, url: server.url }).catch((error: Error) => error);
    expect(caught).toBeInstanceOf(Error);
    expect((caught as Error).message).toBe((plainly as Error).message);
    expect(await recorded()).toMatchObject([{ response: { status: 400, complete: true } }]);
  });
});

describe('what is never stored', () => {
  it('is a credential in headers, in the URL or in its query', async () => {
    const { fetch, recorded } = listening({ fetch: async () => new Response('{}') });
    const response = await fetch(
      'http://ana:s3cret@localhost/v1/chat/completions?key=s3cret&api-version=2025-04-01#s3cret',
      {
        method: 'POST',
        headers: { 'api-key': 's3cret', authorization: 'Bearer s3cret', cookie: 's3cret', 'x-own': 's3cret' },
        body: '{}',
      },
    );
    await response.text();
    const [exchange] = await recorded();
    expect(exchange?.request).toMatchObject({
      url: 'http://localhost/v1/chat/completions?key=%5Bredacted%5D&api-version=2025-04-01',
      headers: {},
    });
    expect(JSON.stringify(exchange)).not.toContain('s3cret');
  });

  it('is a cookie that the server sets', async () => {
    server.script(() => ({ ...openaiChat.answer(said), headers: { 'set-cookie': 's3cret', 'x-request-id': 'req_1' } }));
    const { fetch, recorded } = listening();
    await chat.ask({ fetch, url: server.url });
    const [exchange] = await recorded();
    expect(exchange?.response?.headers).toMatchObject({ 'x-request-id': 'req_1' });
    expect(JSON.stringify(exchange)).not.toContain('s3cret');
  });

  it.each([false, true])('is what stands at the configured paths, streaming: %s', async (streaming) => {
    server.script(() => chat.answer(said, streaming));
    const { fetch, recorded } = listening({
      redact: { request: ['$.messages[*].content', '$.user'], response: ['$..content'] },
    });
    expect(await chat.ask({ fetch, url: server.url, streaming })).toBe(said.text);
    const [exchange] = await recorded();
    expect(exchange?.request.redacted).toEqual(['$.messages[*].content']);
    expect(exchange?.response?.redacted).toEqual(['$..content']);
    expect(JSON.parse(exchange?.request.body ?? '').messages).toEqual([{ role: 'user', content: '[redacted]' }]);
    expect(exchange?.response?.body).toContain('[redacted]');
    for (const piece of [question.slice(0, 10), 'Yes', 'day']) expect(JSON.stringify(exchange)).not.toContain(piece);
  });

  it('is a body in which nobody can look for what is to be redacted', async () => {
    server.script(() => ({ body: 'a completion that is no JSON' }));
    const { fetch, recorded } = listening({ redact: { request: ['$.user'], response: ['$..content'] } });
    await (
      await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: 'a prompt that is no JSON' })
    ).text();
    const [exchange] = await recorded();
    expect(exchange?.request.body).toBeUndefined();
    expect(exchange?.response?.body).toBeUndefined();
  });

  it('is any answer, if answers are not to be kept', async () => {
    server.script(() => openaiChat.answer(said));
    const { fetch, recorded } = listening({ keepAnswers: false });
    await chat.ask({ fetch, url: server.url });
    const [exchange] = await recorded();
    expect(exchange?.response).toMatchObject({ status: 200, complete: true });
    expect(exchange?.response?.body).toBeUndefined();
  });

  it('is a request that is none for a completion', async () => {
    server.script(() => json({ data: [] }));
    const { fetch, recorded } = listening();
    const client = new OpenAI({ apiKey, baseURL: `${server.url}/v1`, fetch, maxRetries: 0 });
    await client.models.list();
    await client.embeddings.create({ model: 'm', input: 'text', encoding_format: 'float' });
    expect(await recorded()).toEqual([]);
  });
});

describe('the caller', () => {
  it('is not disturbed by a sink that throws, rejects or never returns', async () => {
    server.script(() => openaiChat.answer(said));
    const seen: unknown[] = [];
    const failing = new Error('disk full');
    const throwing = listening({
      sink: {
        write: () => {
          throw failing;
        },
      },
      onError: (error) => seen.push(error),
    });
    const rejecting = listening({
      sink: { write: () => Promise.reject(failing) },
      onError: () => {
        throw new Error('handler');
      },
    });
    const hanging = listening({ sink: { write: () => new Promise(() => {}) }, maxQueued: 2 });
    for (const { fetch } of [throwing, rejecting]) {
      expect(await chat.ask({ fetch, url: server.url })).toBe(said.text);
      await fetch.flush();
      expect(fetch.counts).toEqual({ recorded: 0, sampledOut: 0, dropped: 0, unsupported: 0, failed: 1 });
    }
    expect(seen).toEqual([failing]);
    for (let i = 0; i < 5; i++) expect(await chat.ask({ fetch: hanging.fetch, url: server.url })).toBe(said.text);
    expect(hanging.fetch.counts).toEqual({ recorded: 0, sampledOut: 0, dropped: 3, unsupported: 0, failed: 0 });
  });

  it('costs no more memory than allowed: an exchange that is too long is dropped, and its room is free again', async () => {
    const { fetch, recorded } = listening({ maxQueuedBytes: 20_000 });
    server.script(() => json({ filler: 'x'.repeat(30_000) }));
    const ask = async () => (await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: '{}' })).text();
    expect(await ask()).toHaveLength(30_000 + '{"filler":""}'.length);
    expect(fetch.counts.dropped).toBe(1);
    server.script(() => json({ filler: 'short' }));
    await ask();
    expect(await recorded()).toHaveLength(1);
  });

  it('gets its own error when the connection fails, and the failure is recorded', async () => {
    const failure = new TypeError('fetch failed');
    const { fetch, recorded } = listening({ fetch: () => Promise.reject(failure) });
    await expect(fetch('http://localhost/v1/chat/completions', { method: 'POST', body: '{}' })).rejects.toBe(failure);
    expect(await recorded()).toMatchObject([{ error: 'network', request: { body: '{}' } }]);
  });

  it('sees a connection break where it broke, and so does the recording', async () => {
    server.script(() => ({ ...openaiChat.answer(said), manner: 'truncated' }));
    const { fetch, recorded } = listening();
    await expect(chat.ask({ fetch, url: server.url })).rejects.toThrow();
    const [exchange] = await recorded();
    expect(exchange).toMatchObject({ error: 'network', response: { complete: false } });
    expect(exchange?.response?.body?.length).toBeGreaterThan(10);
  });

  it('can abort, before and during an answer', async () => {
    const { fetch, recorded } = listening();
    server.script(() => ({ manner: 'silent' }));
    const early = AbortSignal.timeout(50);
    await expect(chat.ask({ fetch, url: server.url, signal: early })).rejects.toThrow();
    server.script(() => ({ ...openaiChat.answer(said), manner: 'stalled' }));
    const controller = new AbortController();
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: '{}',
      signal: controller.signal,
    });
    const reading = response.text();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(await recorded()).toMatchObject([{ error: 'aborted' }, { error: 'aborted', response: { complete: false } }]);
  });

  it('can stop reading a stream, and the connection is let go', async () => {
    let cancelled: unknown;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: {"choices":[]}\n\n')),
      cancel: (reason) => {
        cancelled = reason;
      },
    });
    const { fetch, recorded } = listening({ fetch: async () => new Response(source) });
    const response = await fetch('http://localhost/v1/chat/completions', { method: 'POST', body: '{}' });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel('enough');
    expect(cancelled).toBe('enough');
    expect(await recorded()).toMatchObject([
      { error: 'cancelled', response: { body: 'data: {"choices":[]}\n\n', complete: false } },
    ]);
  });

  it('can forget an answer: what came of it is recorded once it is collected, and its room is free', async () => {
    const { fetch, recorded } = listening({
      fetch: async () =>
        new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(9)) })),
    });
    await (async () => {
      const response = await fetch('http://localhost/v1/chat/completions', { method: 'POST', body: '{}' });
      await response.body?.getReader().read();
    })();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let tries = 0; tries < 100 && fetch.counts.recorded === 0; tries++) {
      collect();
      await new Promise((later) => setTimeout(later, 10));
    }
    expect(await recorded()).toMatchObject([{ error: 'abandoned', response: { complete: false } }]);
  });

  it('pulls bytes at its own pace: nothing is read ahead of it', async () => {
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulled++;
          controller.enqueue(new Uint8Array(1000));
        },
      },
      { highWaterMark: 0 },
    );
    const { fetch } = listening({ fetch: async () => new Response(source) });
    const response = await fetch('http://localhost/v1/chat/completions', { method: 'POST', body: '{}' });
    await new Promise((later) => setTimeout(later, 20));
    expect(pulled).toBe(0);
    await response.body?.getReader().read();
    expect(pulled).toBe(1);
  });

  it('gets a response like the one of fetch: status, headers, url, clone', async () => {
    server.script(() => ({ ...openaiChat.answer(said), status: 201, headers: { 'x-own': 'kept' } }));
    const { fetch, recorded } = listening();
    const url = `${server.url}/v1/chat/completions`;
    const response = await fetch(new Request(url, { method: 'POST', body: '{"from":"a Request"}' }));
    const clone = response.clone();
    expect([response.status, response.headers.get('x-own'), response.url, response.redirected, clone.url]).toEqual([
      201,
      'kept',
      url,
      false,
      url,
    ]);
    expect(await clone.text()).toBe(await response.text());
    expect(await recorded()).toMatchObject([{ request: { body: '{"from":"a Request"}' } }]);
    expect(server.arrived[0]?.body).toBe('{"from":"a Request"}');
  });
});

describe('sampling', () => {
  it('keeps the share that was asked for, by the random numbers that were given', async () => {
    server.script(() => openaiChat.answer(said));
    const numbers = [0.1, 0.3, 0.24, 0.9];
    const { fetch, recorded } = listening({ sampleRate: 0.25, random: () => numbers.shift() ?? 1 });
    for (let i = 0; i < 4; i++) await chat.ask({ fetch, url: server.url });
    expect(await recorded()).toHaveLength(2);
    expect(fetch.counts).toMatchObject({ recorded: 2, sampledOut: 2 });
  });
});

describe('options', () => {
  it('that cannot work are refused at once, all together', () => {
    const options = {
      sink: () => {},
      sampleRate: 1.5,
      maxQueued: 0,
      redact: { request: ['messages', '$.a..'], tools: ['$['] },
    };
    expect(() => recordingFetch(options)).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        problems: [
          { where: 'sampleRate', what: 'expected a share from 0 to 1, got 1.5' },
          { where: 'maxQueued', what: 'expected at least 1, got 0' },
          ...['redact.request[0]', 'redact.request[1]', 'redact.tools[0]'].map((where) => ({
            where,
            what: expect.stringContaining('expected a JSON path'),
          })),
        ],
      }),
    );
  });
});
