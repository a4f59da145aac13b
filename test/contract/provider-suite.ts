import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import type { ListedModel } from '../../lib/domain/endpoint/model-offer.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import type { FailureClass } from '../../lib/domain/run/completion.ts';
import { Sample } from '../../lib/domain/run/sample.ts';
import type { Provider, ProviderCompletion } from '../../lib/ports/provider.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import {
  type Answer,
  type Arrived,
  type LoopbackServer,
  loopbackServer,
} from '../helpers/llm-servers/loopback-server.ts';
import { type Carried, json, type Protocol, type Said, secret } from '../helpers/llm-servers/protocol.ts';

/** An adapter under test, and the protocol that it is to speak. */
export interface Subject {
  readonly name: string;
  readonly protocol: Protocol;
  readonly api: Api;
  /** Endpoint as somebody configures it, for a server at `url`. */
  readonly endpoint: (url: string) => { readonly provider: string; readonly [key: string]: unknown };
  readonly env?: (url: string) => { readonly [name: string]: string };
  /** A golden's body with a sampling parameter at `parameter`. */
  readonly body: JsonObject;
  readonly parameter: string;
  /** What the body that arrives holds beside the golden's own. */
  readonly added: JsonObject;
  /** Method and path that replays go to. */
  readonly route: RegExp;
  /** The same for streams, where they have a method of their own. */
  readonly streamRoute?: RegExp;
  readonly sdk: RegExp;
  readonly models?: readonly ListedModel[];
  /** How the API counts a prompt: where it is asked, with what, and what it says when the prompt has 12 tokens. */
  readonly counting?: { readonly route: RegExp; readonly body: JsonObject; readonly says: unknown };
  /** What comes of asking for a count without a counting endpoint, if not nothing. */
  readonly uncounted?: FailureClass;
  /** What must stand in a body for an answer that has it; a double needs no asking. */
  readonly asking?: { readonly [what in 'tools' | 'logprobs' | 'stream']?: JsonObject };
}

const prompt: Said = { text: 'Yes, within 30 days.', usage: { input: 12, output: 7 } };

/**
 * What every adapter promises, whatever the API. Before a real engine the cases that need certain words on the wire are
 * left out, and say so.
 */
export function providerSuite(subject: Subject, open = openProvider): void {
  const { protocol, asking: asks = {} } = subject;
  const isScripted = protocol.hears === undefined;
  const itIsTold = it.runIf(isScripted);
  const told = isScripted ? '' : ' (left out: a real engine cannot be told what to say)';
  const itFails = it.runIf(isScripted);
  const itCarrying = (what: Carried, name: string, test: () => Promise<void>) =>
    protocol.carries.has(what) ? it(name, test) : it.skip(`${name} (left out: no ${what} here)`, test);
  const failing = isScripted ? '' : ' (left out: a real engine does not fail on demand)';
  let server: LoopbackServer;
  let provider: Provider;
  let endpoint: Endpoint;

  beforeAll(async () => {
    server = await loopbackServer();
    endpoint = Endpoint.parse({ id: 'watched', model: 'pinned-1', ...subject.endpoint(server.url) });
  });
  beforeEach(async () => {
    provider = await open(endpoint, { env: subject.env?.(server.url) ?? {} });
  });
  afterAll(() => server.close());

  const replies = (answer: Answer | ((request: Arrived) => Answer)) =>
    server.script((request) => {
      const aside = protocol.aside?.(request.method, request.path);
      return aside ?? (typeof answer === 'function' ? answer(request) : answer);
    });
  const replays = () => server.arrived.filter(({ method, path }) => protocol.aside?.(method, path) === undefined);

  interface Asking {
    readonly endpoint?: object;
    readonly body?: JsonObject;
    readonly signal?: AbortSignal;
  }
  const ask = ({ endpoint: changed = {}, body = {}, signal = AbortSignal.timeout(5000) }: Asking = {}) =>
    provider.complete(
      {
        endpoint: { ...endpoint, ...changed },
        golden: goldenRequest(GoldenFile.parse({ id: 'refund', api: subject.api, body: { ...subject.body, ...body } })),
        drawSeed: 4_000_000_001,
      },
      signal,
    );
  const heard = (said: Said, asking?: Asking) => {
    replies(protocol.answer(said));
    return ask(asking);
  };
  /** What was said in truth: what the script told, or what the engine sent last. */
  const spoken = (scripted: Said): Said => {
    const sent = server.relayed.at(-1);
    return protocol.hears === undefined || sent === undefined ? scripted : protocol.hears(sent);
  };
  const counted = ({ usage }: Said) => ({ inputTokens: usage?.input, outputTokens: usage?.output });

  describe(subject.name, () => {
    describe('a request', () => {
      it('goes out once, to its place, with the body of the golden and nothing unsaid', async () => {
        await heard(prompt, { body: { brand_new: { nested: [1, null, 'ü'] } } });
        expect(replays()).toHaveLength(1);
        const [{ method, path, body }] = replays() as [Arrived];
        expect(`${method} ${path}`).toMatch(subject.route);
        expect(JSON.parse(body)).toEqual(merge(subject.body, subject.added, { brand_new: { nested: [1, null, 'ü'] } }));
      });

      it('leaves out what the policy drops, and says so in the sample', async () => {
        const made = await heard(prompt, {
          endpoint: { parameterPolicy: { [subject.parameter]: 'drop', absent: 'drop' } },
        });
        expect(at(JSON.parse(replays()[0]?.body ?? ''), subject.parameter)).toBeUndefined();
        expect(made).toMatchObject({ text: spoken(prompt).text, notes: [`dropped ${subject.parameter}`] });
      });

      it('is not sent at all with a parameter that must not be there', async () => {
        const made = await heard(prompt, { endpoint: { parameterPolicy: { [subject.parameter]: 'fail' } } });
        expect(made).toMatchObject({ error: 'invalid-request', notes: [`not sent: ${subject.parameter} is set`] });
        expect(replays()).toHaveLength(0);
      });

      it('carries the parameters of its endpoint over those of the golden', async () => {
        const over = nested(subject.parameter, 0.75);
        await heard(prompt, { endpoint: { parameters: over } });
        expect(JSON.parse(replays()[0]?.body ?? '')).toEqual(merge(subject.body, subject.added, over));
      });

      it('is refused as a mistake of configuration when the golden is written for another API', async () => {
        const other = subject.api === 'tgi.generate' ? 'ollama.chat' : 'tgi.generate';
        const golden = goldenRequest(GoldenFile.parse({ id: 'refund', api: other, body: subject.body }));
        const asking = provider.complete({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
        await expect(asking).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(other) });
      });
    });

    describe('an answer', () => {
      it('becomes a sample with its text, counts, identity and how it was got', async () => {
        const answer = protocol.answer(prompt);
        const { requestIdHeader } = protocol;
        replies({ ...answer, headers: { ...answer.headers, ...(requestIdHeader && { [requestIdHeader]: 'req-77' }) } });
        const made = await ask();
        const said = spoken(prompt);
        expect(made).toMatchObject({
          text: said.text,
          finishReason: protocol.reasons.stop,
          ...counted(said),
          ...protocol.identity,
          ...(requestIdHeader === undefined ? {} : { requestId: said.requestId ?? 'req-77' }),
        });
        expect(made.text).not.toBe('');
        expect(made.sdk).toMatch(subject.sdk);
        expect(made.latencyMs).toBeGreaterThan(0);
        expect(made).not.toHaveProperty('error');
        expect(made).not.toHaveProperty('refusal');
        expectSample(made);
      });

      itIsTold.each([
        [
          'an emoji, a right-to-left word, a line separator and a lone quote',
          '👩‍👩‍👧 שלום \u2028 "quoted\\" \u0000 é é',
        ],
        ['nothing at all', ''],
        ['white space alone', ' \n\t '],
      ])(`keeps %s, byte by byte${told}`, async (_what, text) => {
        replies({ ...protocol.answer({ text, usage: { input: 12, output: 7 } }), manner: 'bytewise' });
        expect(await ask()).toMatchObject({ text, outputTokens: 7 });
      });

      it('is read when it comes compressed', async () => {
        replies({ ...protocol.answer(prompt), manner: 'gzipped' });
        expect(await ask()).toMatchObject({ text: spoken(prompt).text });
      });

      it('is read when its bytes come one by one', async () => {
        replies({ ...protocol.answer(prompt), manner: 'bytewise' });
        const made = await ask();
        expect(made).toMatchObject({ text: spoken(prompt).text, ...counted(spoken(prompt)) });
      });

      itIsTold(`stands without counts when none came${told}`, async () => {
        const made = await heard({ text: 'Yes' });
        expect(made).toMatchObject({ text: 'Yes' });
        expect(made).not.toHaveProperty('inputTokens');
        expect(made).not.toHaveProperty('outputTokens');
        expect(made).not.toHaveProperty('error');
      });

      itIsTold(`keeps fields that nobody knows, and is not hurt by them${told}`, async () => {
        const unknown = { brand_new: { nested: [1, 2] }, another: 'x' };
        expect(await heard({ ...prompt, unknown })).toMatchObject({ text: prompt.text, extra: unknown });
      });

      itCarrying('tools', 'keeps calls to tools with their arguments as text', async () => {
        const said: Said = {
          toolCalls: [
            { id: 'call_1', name: 'find_order', arguments: { order: 7, note: 'ü "x"' } },
            { id: 'call_2', name: 'refund', arguments: {} },
          ],
          usage: { input: 12, output: 7 },
        };
        const made = await heard(said, { body: asks.tools ?? {} });
        expect(made).toMatchObject({ text: '', finishReason: protocol.reasons.tools });
        const called = made.toolCalls?.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }));
        expect(called).toEqual(spoken(said).toolCalls);
        expect(called).not.toHaveLength(0);
        expectSample(made);
      });

      itCarrying('refusals', 'is marked when it is a refusal', async () => {
        const made = await heard({ refusal: 'I cannot help with that.' });
        expect(made).toMatchObject({ refusal: true, finishReason: protocol.reasons.refused });
        expect(['I cannot help with that.', '']).toContain(made.text);
        expect(made).not.toHaveProperty('error');
      });

      itCarrying('cached', 'counts the whole prompt, cached or not', async () => {
        const made = await heard({ text: 'Yes', usage: { input: 1200, output: 7, cached: 1024 } });
        expect(made).toMatchObject({ inputTokens: 1200, cachedInputTokens: 1024 });
      });

      itCarrying('reasoning', 'counts reasoning inside the output, and apart', async () => {
        const made = await heard({ text: 'Yes', usage: { input: 12, output: 300, reasoning: 256 } });
        expect(made).toMatchObject({ text: 'Yes', outputTokens: 300, reasoningTokens: 256 });
      });

      itCarrying('logprobs', 'keeps log-probabilities of what was chosen and of the first token', async () => {
        const top = [['Yes', -0.1] as const, ['No', -2.4] as const];
        const logprobs = [
          { token: 'Yes', logprob: -0.1, top },
          { token: '.', logprob: 2e-7, top: [] }, // engines round a sure token to above 0
        ];
        const made = await heard({ ...prompt, logprobs }, { body: asks.logprobs ?? {} });
        const said = spoken({ logprobs }).logprobs ?? [];
        expect(made).toMatchObject({
          logprobs: said.map(({ logprob }) => Math.min(0, logprob)),
          firstTokenTop: said[0]?.top,
        });
        expect(said.length).toBeGreaterThan(1);
        expectSample(made);
      });

      itIsTold(`does not mix with others that are under way${told}`, async () => {
        const seen = new Set<string>();
        replies(({ body }) => {
          const asked = at(JSON.parse(body), subject.parameter) as number;
          return protocol.answer({ text: `answer ${asked}` });
        });
        await Promise.all(
          Array.from({ length: 12 }, async (_, asked) => {
            const made = await ask({ endpoint: { parameters: nested(subject.parameter, asked) } });
            if (made.text === `answer ${asked}`) seen.add(made.text);
          }),
        );
        expect(seen.size).toBe(12);
      });
    });

    if (protocol.stream !== undefined) {
      const streamed = protocol.stream;
      const stream = { body: { stream: true, ...asks.stream } };

      describe('a streamed answer', () => {
        it('is put together from what came', async () => {
          replies(streamed(prompt));
          const made = await ask(stream);
          const said = spoken(prompt);
          expect(made).toMatchObject({ text: said.text, finishReason: protocol.reasons.stop, ...counted(said) });
          expectSample(made);
        });

        itIsTold.each<[string, Said]>([
          ['text', { text: 'Yes, within 30 days — 👍.', usage: { input: 12, output: 7 } }],
          ['nothing', { text: '', usage: { input: 12, output: 0 } }],
          [
            'tool calls',
            { toolCalls: [{ id: 'c1', name: 'find', arguments: { a: [1] } }], usage: { input: 1, output: 2 } },
          ],
        ])(`is the same as one that came at once: %s${told}`, async (_what, said) => {
          const whole = await heard(said);
          replies({ ...streamed(said), manner: 'bytewise' });
          const assembled = await ask(stream);
          const [{ method, path, body }] = replays() as [Arrived];
          expect(JSON.parse(body).stream).toBe(subject.streamRoute === undefined ? true : undefined);
          expect(`${method} ${path}`).toMatch(subject.streamRoute ?? subject.route);
          expect({ ...assembled, latencyMs: 0 }).toEqual({ ...whole, latencyMs: 0 });
        });

        itFails(`is malformed when it breaks off, however tidily${failing}`, async () => {
          const whole = streamed(prompt);
          replies(protocol.cut?.(whole) ?? halfOfTheLines(whole));
          expect(await ask(stream)).toMatchObject({ error: 'malformed-response' });
        });

        itFails(`fails as the error says that it turns into${failing}`, async () => {
          const { answer, becomes } = protocol.brokenStream ?? { answer: {}, becomes: 'unknown' };
          replies(answer);
          const made = await ask(stream);
          expect(made).toMatchObject({ error: becomes });
          expect(made).not.toHaveProperty('text');
        });
      });
    }

    describe('a failure', () => {
      const failures: readonly [FailureClass, Answer, Asking][] = [
        ...protocol.failures.map(([failure, answer]): [FailureClass, Answer, Asking] => [failure, answer, {}]),
        ...(protocol.refused ?? []).map(([failure, asking]): [FailureClass, Answer, Asking] => {
          return [failure, protocol.answer(prompt), asking];
        }),
      ];
      it.each(failures)('is classed as %s, tried once, and keeps no message', async (failure, answer, asking) => {
        replies(answer);
        const made = await ask(asking);
        expect(made.error).toBe(failure);
        expect(made).not.toHaveProperty('text');
        expect(replays()).toHaveLength(1);
        expect(JSON.stringify(made)).not.toContain(secret);
        expectSample(made);
      });

      it.each<[string, Answer]>([
        ['a page of HTML', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
        ['JSON of another form', json({ hello: 'world' })],
        ['JSON that is no object', json([1, 2])],
        ['nothing', { body: '' }],
        ['half an answer', { ...protocol.answer(prompt), manner: 'truncated' }],
        ['half an answer in a stream', { ...(protocol.stream ?? protocol.answer)(prompt), manner: 'truncated' }],
      ])('is malformed when 200 brings %s', async (_what, answer) => {
        replies(answer);
        expect(await ask()).toMatchObject({ error: 'malformed-response' });
        expect(replays()).toHaveLength(1);
      });

      it.each([
        [502, 'server-error'],
        [503, 'overloaded'],
        [504, 'timeout'],
      ])('is classed by its status when a proxy answers %i with HTML', async (status, failure) => {
        replies({ status, body: '<html>bad gateway</html>', headers: { 'content-type': 'text/html' } });
        expect(await ask()).toMatchObject({ error: failure });
      });

      it('names the delay that the server asks for', async () => {
        replies({ status: 429, body: '{}', headers: { 'retry-after': '7' } });
        expect(await ask()).toMatchObject({ error: 'rate-limited', retryAfterMs: 7000 });
      });

      /** A call that is given up once its request has arrived: one that is given up before may arrive in the next test. */
      const givenUp = async (why?: DOMException) => {
        const controller = new AbortController();
        const asked = ask({ signal: controller.signal });
        await vi.waitFor(() => expect(replays()).toHaveLength(1), { timeout: 20_000, interval: 5 });
        controller.abort(why);
        return asked;
      };

      it.each(['silent', 'stalled'] as const)(
        'is a timeout when the server stays %s past the deadline',
        async (manner) => {
          replies({ ...protocol.answer(prompt), manner });
          const made = await givenUp(new DOMException('past the deadline', 'TimeoutError'));
          expect(made).toMatchObject({ error: 'timeout' });
        },
      );

      it('is cancelled when the caller gives up', async () => {
        replies({ ...protocol.answer(prompt), manner: 'stalled' });
        expect(await givenUp()).toMatchObject({ error: 'cancelled' });
      });

      it('is cancelled before anything is sent when the caller had given up already', async () => {
        replies(protocol.answer(prompt));
        expect(await ask({ signal: AbortSignal.abort() })).toMatchObject({ error: 'cancelled' });
        expect(replays()).toHaveLength(0);
      });

      it('is unreachable when nobody listens', async () => {
        const gone = await loopbackServer();
        await gone.close();
        expect(await ask({ endpoint: subject.endpoint(gone.url) })).toMatchObject({ error: 'unreachable' });
      });
    });

    itCarrying('rate-limits', 'reports the limits that headers tell', async () => {
      const answer = protocol.answer(prompt);
      const headers = subject.api.startsWith('anthropic')
        ? { 'anthropic-ratelimit-requests-remaining': '49', 'anthropic-ratelimit-tokens-limit': '80000' }
        : { 'x-ratelimit-remaining-requests': '49', 'x-ratelimit-limit-tokens': '80000' };
      replies({ ...answer, headers: { ...answer.headers, ...headers } });
      expect(await ask()).toMatchObject({ rateLimit: { remainingRequests: 49, limitTokens: 80_000 } });
    });

    const countTokens = () => {
      const golden = goldenRequest(GoldenFile.parse({ id: 'refund', api: subject.api, body: subject.body }));
      return provider.countTokens?.({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
    };
    const { counting } = subject;
    if (counting !== undefined) {
      describe('a prompt', () => {
        it('is counted by the endpoint that the API has for it, which is told nothing else', async () => {
          replies(json(counting.says));
          expect(await countTokens()).toBe(12);
          expect(replays()).toHaveLength(1);
          const [{ method, path, body }] = replays() as [Arrived];
          expect(`${method} ${path}`).toMatch(counting.route);
          expect(JSON.parse(body)).toEqual(counting.body);
        });

        it.each<[string, Answer, FailureClass]>([
          ['another form', json({ hello: 'world' }), 'malformed-response'],
          ['no endpoint', json({ error: secret }, 404), 'not-found'],
          ['an overloaded one', json({ error: secret }, 503), 'overloaded'],
        ])('has no count, with the reason, when there is %s', async (_what, answer, failure) => {
          replies(answer);
          await expect(countTokens()).rejects.toMatchObject({ name: 'CallError', failure });
        });
      });
    } else if (isScripted) {
      it('does not count a prompt where the API has no endpoint for it', async () => {
        replies(json({ data: [{ id: 'pinned-1', object: 'model', owned_by: 'somebody' }] }));
        expect(await Promise.resolve(countTokens()).catch(({ failure }) => failure)).toBe(subject.uncounted);
        expect(replays().filter(({ method }) => method === 'POST')).toHaveLength(0);
      });
    }

    it.runIf(subject.models !== undefined)('lists the models on offer, over all pages', async () => {
      replies(protocol.answer(prompt));
      expect(await provider.models?.(endpoint, AbortSignal.timeout(5000))).toEqual(subject.models);
    });

    it.runIf(subject.models !== undefined)('says why when the list cannot be had', async () => {
      server.script(() => ({ status: 503, body: secret }));
      const listing = provider.models?.(endpoint, AbortSignal.timeout(5000));
      await expect(listing).rejects.toMatchObject({ name: 'CallError', failure: 'overloaded' });
    });
  });
}

/** What an adapter gives must fit the record that is stored. */
function expectSample({ retryAfterMs: _delay, rateLimit: _limit, ...completion }: ProviderCompletion): void {
  const about = { run: 'r', at: '2026-11-22T09:00:00.000Z', golden: 'refund', repetition: 0 };
  expect(Sample.safeParse({ ...about, ...completion }).error).toBeUndefined();
}

function halfOfTheLines(whole: Answer): Answer {
  const lines = String(whole.body ?? '')
    .trimEnd()
    .split('\n');
  return { ...whole, body: `${lines.slice(0, Math.floor(lines.length / 2)).join('\n')}\n\n` };
}

function at(body: JsonObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], body);
}

/** `a.b` and 1 → `{ a: { b: 1 } }` */
function nested(path: string, value: number): JsonObject {
  return path.split('.').reduceRight<JsonObject | number>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

function merge(...bodies: JsonObject[]): JsonObject {
  const merged: { [key: string]: unknown } = {};
  for (const body of bodies)
    for (const [key, value] of Object.entries(body)) {
      const below = merged[key];
      const both = isRecord(below) && isRecord(value);
      merged[key] = both ? merge(below as JsonObject, value as JsonObject) : value;
    }
  return merged as JsonObject;
}

function isRecord(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
