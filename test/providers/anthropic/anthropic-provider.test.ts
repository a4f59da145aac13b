import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../lib/domain/json.ts';
import { anthropicMessages } from '../../helpers/llm-servers/anthropic-messages.ts';
import type { Answer } from '../../helpers/llm-servers/loopback-server.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';

type Stream = NonNullable<typeof anthropicMessages.stream>;

const plain = anthropicMessages.answer({ text: 'Hi.' });

function anthropic(answer: Answer = plain, body: JsonObject = { max_tokens: 9, messages: [] }) {
  return oneCall({
    endpoint: (url) => ({ provider: 'anthropic', baseURL: url }),
    env: () => ({ ANTHROPIC_API_KEY: 'the-key' }),
    api: 'anthropic.messages',
    body,
    answers: () => answer,
  });
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('Anthropic', () => {
  it('gets its key and the version of its API in headers, whatever the environment says', async () => {
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'another');
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9');
    const { arrived } = await anthropic();
    expect(arrived[0]?.headers.get('authorization')).toBe('Bearer the-key');
    expect(arrived[0]?.headers.get('anthropic-version')).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('gets keys that the client library would move into headers, and prints no warnings', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const body = { max_tokens: 200_000, messages: [], user_profile_id: 'u', thinking: { type: 'enabled' } };
    const { made, arrived } = await anthropic(plain, body);
    expect(made.text).toBe('Hi.');
    expect(JSON.parse(arrived[0]?.body ?? '')).toEqual({ ...body, model: 'pinned-1' });
    expect(warn).not.toHaveBeenCalled();
  });

  it('counts what was written to the cache as part of the prompt', async () => {
    const usage = { input_tokens: 10, cache_creation_input_tokens: 1500, cache_read_input_tokens: 0, output_tokens: 2 };
    const { made } = await anthropic(
      json({ content: [{ type: 'text', text: 'Hi.' }], stop_reason: 'end_turn', usage }),
    );
    expect(made).toMatchObject({ inputTokens: 1510, cacheWriteInputTokens: 1500, cachedInputTokens: 0 });
  });

  it('tells tier, place and speed as identity, and keeps the details of a refusal', async () => {
    const { made } = await anthropic(
      anthropicMessages.answer({
        refusal: '',
        usage: { input: 1, output: 1 },
        unknown: { stop_details: { type: 'refusal', category: 'cyber' } },
      }),
    );
    expect(made).toMatchObject({
      refusal: true,
      identity: { serviceTier: 'standard', servedIn: 'eu' },
      extra: { stop_details: { category: 'cyber' } },
    });
  });

  it('keeps what tools on the server did beside the text', async () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } };
    const { made } = await anthropic(
      json({ content: [search, { type: 'text', text: 'Hi.' }], stop_reason: 'end_turn' }),
    );
    expect(made).toMatchObject({ text: 'Hi.', extra: { content: [search] } });
    expect(made).not.toHaveProperty('toolCalls');
  });

  // Gateways that translate from another protocol number their blocks in their own ways.
  it.each([
    ['have no number', ''],
    ['all have the same number', '"index":0,'],
  ])('puts blocks that %s together one after the other', async (_, index) => {
    const { made } = await streamed((body) => body.replaceAll(/"index":\d,/g, index));
    expect(made).toMatchObject({ text: 'Yes, within 30 days.', toolCalls: [{ name: 'look_up' }] });
  });

  it.each<[string, RegExp, string]>([
    ['a piece belongs to no block', /"index":1,(?="delta")/, ''],
    ['a block begins with what is no text', /"text":""/, '"text":{}'],
  ])('takes no stream for an answer in which %s', async (_, what, by) => {
    const { made } = await streamed((body) => body.replace(what, by));
    expect(made).not.toHaveProperty('text');
    expect(made.error).toBe('malformed-response');
  });
});

function streamed(broken: (body: string) => string) {
  const toolCalls = [{ id: 'call_1', name: 'look_up', arguments: { order: 48213 } }];
  const { body, ...answer } = (anthropicMessages.stream as Stream)({ text: 'Yes, within 30 days.', toolCalls });
  const damaged = broken(body as string);
  expect(damaged).not.toBe(body);
  return anthropic({ ...answer, body: damaged }, { max_tokens: 9, messages: [], stream: true });
}
