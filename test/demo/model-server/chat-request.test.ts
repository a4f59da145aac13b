import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../lib/demo/model-server/api-error.ts';
import { parseChatRequest } from '../../../lib/demo/model-server/chat-request.ts';

const minimal = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

function errorOf(body: unknown): ApiError {
  try {
    parseChatRequest(body);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('expected an ApiError');
}

describe('a chat request', () => {
  it('has the defaults of the protocol', () => {
    expect(parseChatRequest(minimal)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      tools: [],
      temperature: 1,
      topP: 1,
      seed: undefined,
      maxTokens: undefined,
      stop: [],
      n: 1,
      topLogprobs: undefined,
      stream: false,
      includeUsage: false,
    });
  });

  it('takes null for left out', () => {
    const nulls = { temperature: null, top_p: null, seed: null, stop: null, n: null, tools: null, max_tokens: null };
    expect(parseChatRequest({ ...minimal, ...nulls })).toEqual(parseChatRequest(minimal));
  });

  it('reads one stop string or several, and either spelling of the token limit', () => {
    expect(parseChatRequest({ ...minimal, stop: 'x' }).stop).toEqual(['x']);
    expect(parseChatRequest({ ...minimal, stop: ['x', 'y'] }).stop).toEqual(['x', 'y']);
    expect(parseChatRequest({ ...minimal, max_tokens: 5 }).maxTokens).toBe(5);
    expect(parseChatRequest({ ...minimal, max_completion_tokens: 6 }).maxTokens).toBe(6);
  });

  it('joins text parts', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    expect(parseChatRequest({ ...minimal, messages: [{ role: 'user', content }] }).messages).toEqual([
      { role: 'user', content: 'ab' },
    ]);
  });

  it('offers no tools when the tool choice is none', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect(parseChatRequest({ ...minimal, tools }).tools).toHaveLength(1);
    expect(parseChatRequest({ ...minimal, tools, tool_choice: 'none' }).tools).toEqual([]);
  });

  it('accepts what has no influence on the answer', () => {
    const extras = {
      user: 'u',
      metadata: { a: 'b' },
      store: false,
      service_tier: 'auto',
      presence_penalty: 0,
      logit_bias: {},
    };
    expect(parseChatRequest({ ...minimal, ...extras })).toEqual(parseChatRequest(minimal));
  });

  it.each([
    [{ temperature: 2.1 }, 'temperature'],
    [{ temperature: '1' }, 'temperature'],
    [{ top_p: -0.1 }, 'top_p'],
    [{ seed: 1.5 }, 'seed'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_tokens: 1, max_completion_tokens: 1 }, 'max_tokens'],
    [{ n: 0 }, 'n'],
    [{ stop: '' }, 'stop'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
    [{ top_logprobs: 5 }, 'top_logprobs'],
    [{ logprobs: true, top_logprobs: 21 }, 'top_logprobs'],
    [{ stream_options: { include_usage: true } }, 'stream_options'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ presence_penalty: 0.5 }, 'presence_penalty'],
    [{ logit_bias: { 5: 1 } }, 'logit_bias'],
    [{ response_format: { type: 'json_object' } }, 'response_format.type'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'cat', content: 'x' }] }, 'messages[0].role'],
    [{ messages: [...minimal.messages, { role: 'user' }] }, 'messages[1].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content'],
    [{ tools: [{ type: 'function', function: { name: 'no spaces' } }] }, 'tools[0].function.name'],
    [{ top_k: 40 }, 'top_k'],
  ])('names the wrong parameter in %j', (change, param) => {
    const error = errorOf({ ...minimal, ...change });
    expect({ status: error.status, type: error.type, param: error.param }).toEqual({
      status: 400,
      type: 'invalid_request_error',
      param,
    });
  });

  it('tells a missing parameter from a wrong one, and an unknown one from both', () => {
    expect(errorOf({ model: 'm' }).code).toBe('missing_required_parameter');
    expect(errorOf({ ...minimal, n: 'two' }).code).toBe('invalid_value');
    expect(errorOf({ ...minimal, top_k: 1 }).code).toBe('unknown_parameter');
  });

  it('never quotes what a customer wrote', () => {
    const secret = 'my-secret';
    for (const messages of [secret, [secret], [{ role: secret, content: secret }], [{ role: 'tool', content: secret }]])
      expect(JSON.stringify(errorOf({ ...minimal, messages }))).not.toContain(secret);
  });
});
