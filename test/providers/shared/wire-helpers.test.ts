import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { ConfigError } from '../../../lib/domain/errors.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { classifyHttpFailure } from '../../../lib/providers/shared/classify-http-failure.ts';
import { applyParameterPolicy } from '../../../lib/providers/shared/parameter-policy.ts';
import { rateLimitOf } from '../../../lib/providers/shared/rate-limit-headers.ts';
import { rememberLookUp } from '../../../lib/providers/shared/remember-look-up.ts';
import { requestBody } from '../../../lib/providers/shared/request-body.ts';
import { retryAfterMs } from '../../../lib/providers/shared/retry-after.ts';
import { parseServerSentEvents } from '../../../lib/providers/shared/server-sent-events.ts';

const now = new Date('2026-11-22T09:00:00Z');

describe('the delay that an endpoint asks for', () => {
  it.each<[Record<string, string>, string, number | undefined]>([
    [{ 'retry-after': '7' }, '', 7000],
    [{ 'retry-after': '0' }, '', 0],
    [{ 'retry-after': '1.5' }, '', 1500],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, '', 250],
    [{ 'x-ms-retry-after-ms': '250', 'retry-after': '7' }, '', 250],
    [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:30 GMT' }, '', 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 08:00:00 GMT' }, '', 0],
    [{}, '{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"12.5s"}]}}', 12_500],
    [{ 'retry-after': '9'.repeat(400) }, '', 366 * 86_400_000],
    [{ 'retry-after': 'soon' }, '', undefined],
    [{}, '{"error":{"details":[{"retryDelay":"1.2.3s"}]}}', undefined],
    [{}, '{}', undefined],
  ])('of %o %s is %s ms', (headers, body, expected) => {
    expect(retryAfterMs(new Headers(headers), body, now)).toBe(expected);
  });
});

describe('limits in headers', () => {
  it('are read as OpenAI writes them', () => {
    const headers = new Headers({
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-limit-tokens': '30000',
      'x-ratelimit-remaining-tokens': '29000',
      'x-ratelimit-reset-tokens': '6m0.5s',
    });
    expect(rateLimitOf(headers, now)).toEqual({
      limitRequests: 500,
      remainingRequests: 499,
      limitTokens: 30_000,
      remainingTokens: 29_000,
      resetRequestsMs: 120,
      resetTokensMs: 360_500,
    });
  });

  it('are read as Anthropic writes them', () => {
    const headers = new Headers({
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-tokens-remaining': '1000',
      'anthropic-ratelimit-requests-reset': '2026-11-22T09:00:02Z',
      'anthropic-ratelimit-tokens-reset': '2026-11-22T09:00:09Z',
    });
    const requests = { remainingRequests: 49, resetRequestsMs: 2000 };
    expect(rateLimitOf(headers, now)).toEqual({ ...requests, remainingTokens: 1000, resetTokensMs: 9000 });
  });

  it('are those of input tokens where Anthropic tells none of all tokens', () => {
    const headers = new Headers({
      'anthropic-ratelimit-input-tokens-limit': '80000',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T09:00:09Z',
    });
    const input = { limitTokens: 80_000, remainingTokens: 1000, resetTokensMs: 9000 };
    expect(rateLimitOf(headers, now)).toEqual(input);
  });

  it('are nothing where none came or none can be read', () => {
    expect(rateLimitOf(new Headers(), now)).toBeUndefined();
    expect(rateLimitOf(new Headers({ 'x-ratelimit-remaining-requests': 'many' }), now)).toBeUndefined();
  });
});

describe('an event stream', () => {
  it('is read with any line end, with comments, and with data over several lines', () => {
    const stream = '\uFEFF: hello\r\nevent: a\r\ndata: one\r\ndata: two\r\n\r\ndata:three\n\nid: 7\ndata\n\n';
    expect([...parseServerSentEvents(stream)]).toEqual([
      { event: 'a', data: 'one\ntwo' },
      { event: 'message', data: 'three' },
      { event: 'message', data: '' },
    ]);
  });

  it('keeps characters that only look like line ends', () => {
    expect([...parseServerSentEvents('data: a\u2028b\u2029c\u0085d\n\n')][0]?.data).toBe('a\u2028b\u2029c\u0085d');
  });

  it('leaves out an event that was cut off', () => {
    expect([...parseServerSentEvents('data: whole\n\ndata: hal')]).toEqual([{ event: 'message', data: 'whole' }]);
  });
});

describe('the class of a failure', () => {
  const failure = (status: number, body: unknown, headers = {}) =>
    classifyHttpFailure({
      status,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: new Headers(headers),
    });

  it('is told by a code before it is told by the status', () => {
    expect(failure(429, { error: { code: 'insufficient_quota' } })).toBe('quota-exceeded');
    expect(failure(400, { __type: 'com.amazon.coral.service#ThrottlingException' })).toBe('rate-limited');
  });

  it.each([
    [418, 'invalid-request'],
    [520, 'server-error'],
    [302, 'unknown'],
  ])('of an unusual status %i is %s', (status, expected) => {
    expect(failure(status, 'gibberish')).toBe(expected);
  });

  it('is not confused by codes that are names of built-in properties', () => {
    expect(failure(400, { error: { code: 'constructor', type: '__proto__' } })).toBe('invalid-request');
    expect(failure(400, 'null')).toBe('invalid-request');
  });
});

describe('a parameter policy', () => {
  const body = { temperature: 0, options: { seed: 1, top_k: 4 }, messages: [] };

  it('drops by path, keeps what stands beside it, and notes it', () => {
    expect(applyParameterPolicy(body, { 'options.seed': 'drop', temperature: 'send' })).toEqual({
      body: { temperature: 0, options: { top_k: 4 }, messages: [] },
      notes: ['dropped options.seed'],
      refused: [],
    });
  });

  it('leaves the body itself alone when nothing stands there', () => {
    const { body: kept } = applyParameterPolicy(body, { top_p: 'drop', 'temperature.x': 'drop', 'messages.0': 'fail' });
    expect(kept).toBe(body);
  });
});

describe('a body', () => {
  const golden = (body: object) => goldenRequest(GoldenFile.parse({ id: 'g', api: 'ollama.chat', body }));
  const endpoint = (more: object) => Endpoint.parse({ id: 'e', provider: 'ollama', model: 'm', ...more });

  it('gets a seed per draw wherever its golden asks for one, within 31 bits', () => {
    const asked = golden({ messages: [], seed: 'per-draw', options: { seed: 'per-draw', temperature: 1 } });
    const { body } = requestBody({ endpoint: endpoint({}), golden: asked, drawSeed: 0xffff_ffff }, 'ollama.chat');
    expect(body).toEqual({ messages: [], seed: 0x7fff_ffff, options: { seed: 0x7fff_ffff, temperature: 1 } });
  });

  it('gets a salt per draw where its golden asks for one, and no other word is touched', () => {
    const asked = golden({ messages: ['per-draw'], cache_salt: 'per-draw', user: 'per-draw' });
    const { body } = requestBody({ endpoint: endpoint({}), golden: asked, drawSeed: 7 }, 'ollama.chat');
    expect(body).toEqual({ messages: ['per-draw'], cache_salt: 'pinwatch-7', user: 'per-draw' });
  });

  it('keeps a fixed seed', () => {
    const { body } = requestBody(
      { endpoint: endpoint({}), golden: golden({ messages: [], options: { seed: 7 } }), drawSeed: 9 },
      'ollama.chat',
    );
    expect(body).toEqual({ messages: [], options: { seed: 7 } });
  });

  it('is refused for an API that the endpoint does not speak', () => {
    const request = { endpoint: endpoint({}), golden: golden({ messages: [] }), drawSeed: 1 };
    expect(() => requestBody(request, 'openai.chat')).toThrow(ConfigError);
  });
});

describe('a remembered look-up', () => {
  const endpoint = (model: string) => Endpoint.parse({ id: 'e', provider: 'ollama', model });

  it('is made once in a while for all who ask, and per model', async () => {
    let time = 0;
    let made = 0;
    const look = rememberLookUp(
      async ({ model }) => `${model} ${++made}`,
      () => time,
    );
    expect(await Promise.all([look(endpoint('a')), look(endpoint('a')), look(endpoint('b'))])).toEqual([
      'a 1',
      'a 1',
      'b 2',
    ]);
    time = 59_999;
    expect(await look(endpoint('a'))).toBe('a 1');
    time = 60_000;
    expect(await look(endpoint('a'))).toBe('a 3');
  });

  it('gives nothing when it fails, and is made again for the next who asks', async () => {
    let made = 0;
    const look = rememberLookUp(async () => {
      if (++made === 1) throw new Error('down');
      return 'up';
    });
    expect(await look(endpoint('a'))).toBeUndefined();
    expect(await look(endpoint('a'))).toBe('up');
  });
});
