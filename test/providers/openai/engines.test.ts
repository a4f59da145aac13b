import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/domain/json.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { eventStream, json } from '../../helpers/llm-servers/protocol.ts';

const replay = (answer: JsonObject, body: JsonObject = { messages: [] }) =>
  oneCall({
    endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
    api: 'openai.chat',
    body,
    answers: () => json(answer),
  });

const head = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_795_000_000, model: 'pinned-1' };
const usage = { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 };

describe('engines that speak as OpenAI does, each with its own extras', () => {
  it('vLLM: a fingerprint that is worth something, and token ids where they were asked for', async () => {
    const { made, arrived } = await replay(
      {
        ...head,
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: 'Hi.',
              refusal: null,
              annotations: null,
              tool_calls: [],
              reasoning: 'Hm.',
            },
            logprobs: null,
            finish_reason: 'stop',
            stop_reason: null,
            token_ids: [13347, 13],
          },
        ],
        system_fingerprint: 'vllm-0.14.0-tp1-9f1c2d3e',
        usage: { ...usage, prompt_tokens_details: null },
        prompt_logprobs: null,
        prompt_token_ids: [1, 2, 3],
        kv_transfer_params: null,
      },
      { messages: [], seed: 'per-draw', cache_salt: 'per-draw', top_k: 1, return_token_ids: true },
    );
    expect(made).toMatchObject({ text: 'Hi.', fingerprint: 'vllm-0.14.0-tp1-9f1c2d3e', inputTokens: 12 });
    expect(made.extra).toEqual({ token_ids: [13347, 13], prompt_token_ids: [1, 2, 3], reasoning: 'Hm.' });
    expect(JSON.parse(arrived[0]?.body ?? '')).toMatchObject({ seed: 0, cache_salt: 'pinwatch-1', top_k: 1 });
  });

  it('vLLM: the same when it streams, where what is its own comes in pieces', async () => {
    const chunk = (delta: object, more: object = {}) => ({
      data: { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, ...more }] },
    });
    const { made } = await oneCall({
      endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
      api: 'openai.chat',
      body: { messages: [], stream: true },
      answers: () =>
        eventStream([
          chunk({ role: 'assistant', content: '' }, { prompt_token_ids: [1, 2, 3] }),
          chunk({ reasoning: 'H' }, { token_ids: [13347] }),
          chunk({ reasoning: 'm.' }, { token_ids: [13], stop_reason: 'a' }),
          chunk({ content: 'Hi.' }, { finish_reason: 'stop', stop_reason: 'b', token_ids: null }),
          { data: { ...head, choices: [], usage } },
          { data: '[DONE]' },
        ]),
    });
    expect(made).toMatchObject({ text: 'Hi.', inputTokens: 12 });
    const extra = { token_ids: [13347, 13], prompt_token_ids: [1, 2, 3], reasoning: 'Hm.', stop_reason: 'b' };
    expect(made.extra).toEqual(extra);
  });

  it('servers of the first years: a call of a function that comes in pieces', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      data: { ...head, choices: [{ index: 0, delta, finish_reason }] },
    });
    const { made } = await oneCall({
      endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
      api: 'openai.chat',
      body: { messages: [], functions: [{ name: 'find' }], stream: true },
      answers: () =>
        eventStream([
          chunk({ role: 'assistant', content: null, function_call: { name: 'find', arguments: '' } }),
          chunk({ function_call: { arguments: '{"order"' } }),
          chunk({ function_call: { arguments: ':7}' } }),
          chunk({}, 'function_call'),
          { data: '[DONE]' },
        ]),
    });
    const toolCalls = [{ name: 'find', arguments: '{"order":7}' }];
    expect(made).toMatchObject({ text: '', finishReason: 'function_call', toolCalls });
  });

  it('SGLang: no fingerprint, but the version of the weights that a running server was given', async () => {
    const { made } = await replay({
      ...head,
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop', matched_stop: 128009 },
      ],
      usage: { ...usage, reasoning_tokens: 2 },
      metadata: { weight_version: 'default' },
    });
    const kept = { reasoningTokens: 2, extra: { matched_stop: 128009 } };
    expect(made).toMatchObject({ identity: { weightVersion: 'default' }, ...kept });
    expect(made).not.toHaveProperty('fingerprint');
  });

  it('llama.cpp: the build as a fingerprint; timings, which differ each time, are not kept', async () => {
    const { made } = await replay({
      ...head,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'length' }],
      system_fingerprint: 'b7012-abc1234',
      usage: { ...usage, prompt_tokens_details: { cached_tokens: 11 } },
      timings: { prompt_n: 1, predicted_per_second: 40.2 },
    });
    expect(made).toMatchObject({ fingerprint: 'b7012-abc1234', finishReason: 'length', cachedInputTokens: 11 });
    expect(made).not.toHaveProperty('extra');
  });

  it('TensorRT-LLM: nothing that identifies, so nothing is recorded as if it did', async () => {
    const { made } = await replay({
      ...head,
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop', disaggregated_params: null },
      ],
      usage,
    });
    expect(made).toMatchObject({ text: 'Hi.', model: 'pinned-1' });
    expect(made).not.toHaveProperty('fingerprint');
    expect(made).not.toHaveProperty('identity');
  });

  it('transformers serve: always streams, with no counts and without a closing mark', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) =>
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', system_fingerprint: '', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const { made } = await oneCall({
      endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
      api: 'openai.chat',
      body: { messages: [], generation_config: '{"do_sample": false}' },
      answers: () => ({
        headers: { 'content-type': 'text/event-stream' },
        body: chunk({ role: 'assistant' }) + chunk({ content: 'Hi' }) + chunk({ content: '.' }) + chunk({}, 'stop'),
      }),
    });
    expect(made).toMatchObject({ text: 'Hi.', finishReason: 'stop' });
    expect(made).not.toHaveProperty('inputTokens');
    expect(made).not.toHaveProperty('fingerprint');
  });
});
