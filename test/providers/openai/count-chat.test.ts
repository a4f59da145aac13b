import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import { openProvider } from '../../../lib/providers/registry.ts';
import { type Arrived, type LoopbackServer, loopbackServer } from '../../helpers/llm-servers/loopback-server.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer();
});
afterAll(() => server.close());

const chat = {
  messages: [{ role: 'user', content: 'May I return it?' }],
  tools: [{ type: 'function', function: { name: 'find_order' } }],
  chat_template_kwargs: { enable_thinking: false },
  temperature: 0,
  max_tokens: 40,
  stream: true,
};
const tokens = Array.from({ length: 12 }, (_, id) => id);

/** Counts one chat at a server whose models belong to `owner`, and gives what else it was asked. */
async function count(owner: string, routes: { readonly [path: string]: unknown }, body: JsonObject = chat) {
  server.script(({ path }: Arrived) => {
    if (path === '/v1/models') return json({ object: 'list', data: [{ id: 'pinned-1', owned_by: owner }] });
    return path in routes ? json(routes[path]) : json({ error: 'no such route' }, 404);
  });
  const baseURL = `${server.url}/v1`;
  const settings = { id: 'watched', provider: 'openai', model: 'pinned-1', baseURL, apiKeyEnv: 'KEY' };
  const endpoint = Endpoint.parse(settings);
  const provider = await openProvider(endpoint, { env: { KEY: 'right' } });
  const golden = goldenRequest(GoldenFile.parse({ id: 'refund', body }));
  const ask = () => provider.countTokens?.({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
  const counted = await ask();
  const asked = server.arrived.filter(({ method }) => method === 'POST');
  return { counted, ask, asked: asked.map(({ path, body: sent }) => ({ path, ...JSON.parse(sent) })) };
}

describe('the prompt of a chat, at servers that speak as OpenAI does', () => {
  it.each(['vllm', 'sglang'])('is counted by /tokenize of %s, written out as for the answer', async (owner) => {
    const { counted, asked } = await count(owner, { '/tokenize': { count: 12, max_model_len: 4096, tokens } });
    expect(counted).toBe(12);
    const { temperature: _t, max_tokens: _m, stream: _s, ...prompt } = chat;
    expect(asked).toEqual([{ path: '/tokenize', model: 'pinned-1', ...prompt }]);
  });

  it('is written out and then cut into tokens by llama.cpp, special tokens included', async () => {
    const routes = { '/apply-template': { prompt: '<|user|>May I return it?' }, '/tokenize': { tokens } };
    const { counted, asked } = await count('llamacpp', routes);
    expect(counted).toBe(12);
    expect(asked).toEqual([
      { path: '/apply-template', model: 'pinned-1', ...chat },
      { path: '/tokenize', content: '<|user|>May I return it?', add_special: true, parse_special: true },
    ]);
  });

  it('is counted by /chat_tokenize of Text Generation Inference, whose model belongs to itself', async () => {
    const says = { tokenize_response: tokens.map((id) => ({ id })), templated_text: '<s>May I return it?' };
    const { counted, asked } = await count('pinned-1', { '/chat_tokenize': says });
    expect(counted).toBe(12);
    expect(asked).toEqual([{ path: '/chat_tokenize', model: 'pinned-1', ...chat }]);
  });

  it('is not guessed at by asking a server that does not say who it is', async () => {
    await expect(count('somebody', {})).rejects.toMatchObject({ name: 'CallError', failure: 'not-found' });
    expect(server.arrived.map(({ path }) => path)).toEqual(['/v1/models']);
  });

  it('is not none: a server that cut nothing into tokens did not understand', async () => {
    const routes = { '/apply-template': { prompt: '' }, '/tokenize': { tokens: [] } };
    await expect(count('llamacpp', routes)).rejects.toMatchObject({ failure: 'malformed-response' });
  });

  it('is asked for with the key of the endpoint, and who answers is asked once', async () => {
    const { ask } = await count('vllm', { '/tokenize': { count: 12, max_model_len: 4096, tokens } });
    await ask();
    expect(server.arrived.map(({ path }) => path)).toEqual(['/v1/models', '/tokenize', '/tokenize']);
    expect(server.arrived.map(({ headers }) => headers.get('authorization'))).toEqual(Array(3).fill('Bearer right'));
  });
});

describe('the prompt of a request to OpenAI itself', () => {
  const at = async (api: string, body: JsonObject) => {
    const sent: { readonly url: string; readonly body: unknown }[] = [];
    const fetch = async (url: unknown, init?: { readonly body?: unknown }) => {
      sent.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      return new Response(JSON.stringify({ object: 'response.input_tokens', input_tokens: 12 }));
    };
    const endpoint = Endpoint.parse({ id: 'watched', provider: 'openai', model: 'gpt-5.5-2026-04-23' });
    const provider = await openProvider(endpoint, { env: { OPENAI_API_KEY: 'key' }, fetch: fetch as never });
    const golden = goldenRequest(GoldenFile.parse({ id: 'refund', api, body }));
    const counted = await provider.countTokens?.({ endpoint, golden, drawSeed: 1 }, AbortSignal.timeout(5000));
    return { counted, sent };
  };

  it('is counted by the Responses API, which is not told what only matters to the answer', async () => {
    const prompt = { instructions: 'Be brief.', input: 'May I return it?', reasoning: { effort: 'low' } };
    const { counted, sent } = await at('openai.responses', { ...prompt, max_output_tokens: 40, temperature: 0 });
    expect(counted).toBe(12);
    const url = 'https://api.openai.com/v1/responses/input_tokens';
    expect(sent).toEqual([{ url, body: { model: 'gpt-5.5-2026-04-23', ...prompt } }]);
  });

  it('is not counted for Chat Completions, which have no endpoint for it', async () => {
    expect(await at('openai.chat', chat)).toEqual({ counted: undefined, sent: [] });
  });
});
