import { describe, expect, it } from 'vitest';
import { hashParts } from '../../lib/domain/endpoint/api.ts';
import type { Conversation } from '../../lib/import/conversation.ts';
import { goldenId } from '../../lib/import/golden-id.ts';
import { modelNamed } from '../../lib/import/model-named.ts';
import { renderBody, renderedApis } from '../../lib/import/render-body.ts';
import { unansweredToolCalls } from '../../lib/lint/unanswered-tool-calls.ts';

const conversation: Conversation = {
  turns: [
    { role: 'system', parts: [{ text: 'Be brief.' }] },
    { role: 'user', parts: [{ text: 'Weather?' }] },
    { role: 'assistant', parts: [{ call: { name: 'weather', input: { city: 'Paris' } } }] },
    { role: 'tool', parts: [{ result: { output: { sky: 'rain' } } }] },
    { role: 'user', parts: [{ text: 'And' }, { text: 'tomorrow?' }] },
  ],
  tools: [{ name: 'weather', description: 'of a city', parameters: { type: 'object' } }],
  sampling: { temperature: 0.5, maxTokens: 20, topK: 3, stop: ['.'] },
};

describe.each(renderedApis)('a conversation as a body of %s', (api) => {
  const rendered = renderBody(api, conversation);
  const body = rendered?.body ?? {};

  it('holds every text, the tool, its call and its result', () => {
    const text = JSON.stringify(body);
    for (const piece of ['Be brief.', 'Weather?', 'Paris', 'rain', 'And', 'tomorrow?', 'of a city', '0.5', '20'])
      expect(text).toContain(piece);
    expect(unansweredToolCalls(api, body)).toEqual([]);
  });

  it('puts them into the parts that the API has', () => {
    const empty = hashParts(api, {});
    for (const [part, hash] of Object.entries(hashParts(api, body))) expect(hash, part).not.toBe(empty[part]);
  });

  it('says what had to be made up or left out', () => {
    const hasTopK = JSON.stringify(body).includes('"top_k":3') || JSON.stringify(body).includes('"topK":3');
    expect(rendered?.missing.includes('top-k: recorded, but this API has no place for it')).toBe(!hasTopK);
    const needsIds = !['gemini.generate', 'ollama.chat'].includes(api);
    expect(rendered?.missing.includes('ids of tool calls')).toBe(needsIds);
  });
});

it('says of a result which function of Gemini it is of, found by the id of its call', () => {
  const turns: Conversation['turns'] = [
    { role: 'assistant', parts: [{ call: { id: 'c1', name: 'weather', input: {} } }] },
    { role: 'tool', parts: [{ result: { id: 'c1', output: 'rain' } }] },
  ];
  expect(renderBody('gemini.generate', { turns, sampling: {} })?.body.contents).toEqual([
    { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'weather', args: {} } }] },
    { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'weather', response: { result: 'rain' } } }] },
  ]);
});

it('names the parameter that Anthropic requires and nobody recorded', () => {
  expect(renderBody('anthropic.messages', { turns: [], sampling: {} })?.missing).toEqual([
    'max_tokens, which this API requires',
  ]);
});

describe('the id of an imported golden', () => {
  const version = 'abcdef0123456789'.repeat(4);
  it('is what its source calls it, as far as an id can say that', () => {
    expect(goldenId({ name: 'Ticket #1 (Größe)', api: 'openai.chat' }, version, () => false)).toBe('ticket-1-gro-e');
    expect(goldenId({ name: '???', api: 'openai.chat' }, version, () => false)).toBe('openai-chat-abcdef0123');
    expect(goldenId({ label: 'chat', api: 'openai.chat' }, version, () => false)).toBe('chat-abcdef0123');
    expect(goldenId({ name: 'x'.repeat(200), api: 'openai.chat' }, version, () => false)).toHaveLength(64);
  });

  it('tells itself apart from another golden of that name by its version', () => {
    const taken = new Set(['ticket', 'ticket-abcdef0123']);
    expect(goldenId({ name: 'ticket', api: 'openai.chat' }, version, (id) => taken.has(id))).toBe(
      'ticket-abcdef0123456789abcd',
    );
  });
});

it('reads the model that an answer names, whole or streamed, of any API', () => {
  expect(modelNamed('{"model":"a","system_fingerprint":"fp"}')).toEqual({ model: 'a', fingerprint: 'fp' });
  expect(modelNamed('{\n "modelVersion": "g-001"\n}')).toEqual({ model: 'g-001' });
  expect(modelNamed('event: message_start\ndata: {"type":"message_start","message":{"model":"c"}}\n\n')).toEqual({
    model: 'c',
  });
  expect(modelNamed('data: {"type":"response.created","response":{"model":"r"}}\n\n')).toEqual({ model: 'r' });
  expect(modelNamed('{"model":"o","done":false}\n{"model":"o","done":true}\n')).toEqual({ model: 'o' });
  for (const none of ['', 'text', '{"model":""}', '[1]', 'data: [DONE]']) expect(modelNamed(none)).toBeUndefined();
});
