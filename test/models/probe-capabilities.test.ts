import { afterEach, describe, expect, it } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import { Capabilities } from '../../lib/domain/endpoint/capabilities.ts';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { seededRandom } from '../../lib/domain/random.ts';
import { probeCapabilities, probedTarget } from '../../lib/models/probe-capabilities.ts';
import { openProvider } from '../../lib/providers/registry.ts';
import { anthropicMessages } from '../helpers/llm-servers/anthropic-messages.ts';
import { type Answer, type LoopbackServer, loopbackServer } from '../helpers/llm-servers/loopback-server.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { json } from '../helpers/llm-servers/protocol.ts';
import { TestClock } from '../helpers/test-clock.ts';

let server: LoopbackServer | undefined;
afterEach(() => server?.close());

const usage = { input: 12, output: 2 };

interface Case {
  readonly provider: string;
  readonly api: Api;
  readonly body: JsonObject;
  readonly answers: (body: JsonObject) => Answer;
  readonly endpoint?: object;
}

/** An endpoint on a server that decides by the body, the provider that speaks to it, and a golden. */
async function setUp({ provider, api, body, answers, endpoint = {} }: Case) {
  server = await loopbackServer();
  server.script(({ body: text }) => answers(JSON.parse(text)));
  const watched = Endpoint.parse({ id: 'e', provider, model: 'm', baseURL: server.url, ...endpoint });
  const deps = {
    provider: await openProvider(watched, { env: { ANTHROPIC_API_KEY: 'key' } }),
    clock: new TestClock(),
    random: seededRandom('probe'),
  };
  return { deps, asked: { endpoint: watched, golden: goldenRequest(GoldenFile.parse({ id: 'g', api, body })) } };
}

const chat = (answers: Case['answers'], more: Partial<Case> = {}) =>
  setUp({ provider: 'openai', api: 'openai.chat', body: { messages: [] }, answers, ...more });
const signal = () => AbortSignal.timeout(5000);
const refuses = json({ error: { code: 'unsupported_parameter' } }, 400);

describe('a probe', () => {
  it('tells what is accepted, refused, and taken without doing anything', async () => {
    const { deps, asked } = await chat((body) =>
      'temperature' in body || 'n' in body ? refuses : openaiChat.answer({ text: 'OK', usage }),
    );
    const found = await probeCapabilities(asked, deps, signal());
    expect(found).toEqual({
      target: probedTarget(asked.endpoint),
      probedAt: '2026-11-22T09:00:00.000Z',
      parameters: { temperature: 'refused', top_p: 'accepted', seed: 'accepted', n: 'refused', logprobs: 'ignored' },
      suggestedPolicy: { temperature: 'drop', n: 'drop' },
      calls: 6,
      inputTokens: 4 * 12,
      outputTokens: 4 * 2,
    });
    expect(Capabilities.parse(found)).toEqual(found);
  });

  it('asks one thing at a time, also of a golden that sets everything', async () => {
    const body = { messages: [], temperature: 1, top_p: 1, seed: 3, n: 1, logprobs: false, max_tokens: 5 };
    const { deps, asked } = await chat(() => openaiChat.answer({ text: 'OK' }), { body });
    await probeCapabilities(asked, deps, signal());
    const sent = (server?.arrived ?? []).map((request) => {
      const { model: _model, messages: _messages, max_tokens: _limit, ...rest } = JSON.parse(request.body);
      return rest;
    });
    expect(sent).toEqual([
      {},
      { temperature: 0 },
      { top_p: 0.5 },
      { seed: 1 },
      { n: 2 },
      { logprobs: true, top_logprobs: 2 },
    ]);
  });

  it('sees that log-probabilities came', async () => {
    const logprobs = [{ token: 'OK', logprob: -0.1, top: [] }];
    const { deps, asked } = await chat((body) =>
      openaiChat.answer({ text: 'OK', ...(body.logprobs ? { logprobs } : {}) }),
    );
    expect((await probeCapabilities(asked, deps, signal())).parameters.logprobs).toBe('accepted');
  });

  it('calls unknown what failed for another reason', async () => {
    const { deps, asked } = await chat((body) =>
      'seed' in body ? { status: 503 } : openaiChat.answer({ text: 'OK', usage }),
    );
    const { parameters, calls } = await probeCapabilities(asked, deps, signal());
    expect({ seed: parameters.seed, calls }).toEqual({ seed: 'unknown', calls: 6 + 3 });
  });

  it('asks again after a failure that passes, and waits as long as it is told to', async () => {
    let busy = 2;
    const { deps, asked } = await chat(() =>
      busy-- > 0 ? { status: 503, headers: { 'retry-after': '7' } } : openaiChat.answer({ text: 'OK', usage }),
    );
    expect(await probeCapabilities(asked, deps, signal())).toMatchObject({ calls: 8, inputTokens: 6 * 12 });
    expect(deps.clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-22T09:00:14.000Z'));
  });

  it('ends when it is told to', async () => {
    const { deps, asked } = await chat(() => openaiChat.answer({ text: 'OK' }));
    const ended = probeCapabilities(asked, deps, AbortSignal.abort());
    await expect(ended).rejects.toMatchObject({ name: 'CallError', failure: 'cancelled' });
  });

  it('tells nothing of an endpoint that does not even answer the golden alone', async () => {
    const { deps, asked } = await chat(() => refuses);
    await expect(probeCapabilities(asked, deps, signal())).rejects.toMatchObject({
      name: 'CallError',
      failure: 'invalid-request',
    });
  });

  it('suggests a policy that lets a golden through which was refused before', async () => {
    const { deps, asked } = await setUp({
      provider: 'anthropic',
      api: 'anthropic.messages',
      body: { max_tokens: 9, messages: [], temperature: 0 },
      answers: (body) =>
        'temperature' in body || 'top_p' in body || 'top_k' in body
          ? json({ type: 'error', error: { type: 'invalid_request_error' } }, 400)
          : anthropicMessages.answer({ text: 'OK', usage }),
    });
    const draw = (endpoint: Endpoint) => deps.provider.complete({ ...asked, endpoint, drawSeed: 1 }, signal());
    expect((await draw(asked.endpoint)).error).toBe('invalid-request');
    const { suggestedPolicy } = await probeCapabilities(asked, deps, signal());
    const after = await draw({ ...asked.endpoint, parameterPolicy: suggestedPolicy });
    expect(after).toMatchObject({ text: 'OK', notes: ['dropped temperature'] });
  });
});

describe('what a probe found', () => {
  it('is about a model at an address, whatever is sent there', () => {
    const endpoint = Endpoint.parse({ id: 'e', provider: 'openai', model: 'm', baseURL: 'http://127.0.0.1:9' });
    const target = probedTarget(endpoint);
    expect(probedTarget({ ...endpoint, id: 'another', parameterPolicy: { temperature: 'drop' } })).toBe(target);
    expect(probedTarget({ ...endpoint, model: 'another' })).not.toBe(target);
    expect(probedTarget({ ...endpoint, baseURL: 'http://127.0.0.1:10' })).not.toBe(target);
  });
});
