import { describe, expect, it } from 'vitest';
import { parseChatRequest } from '../../../lib/demo/model-server/chat-request.ts';
import { chatTemplate } from '../../../lib/demo/model-server/chat-template.ts';

/** The prompt in one string, as the model card writes it. */
function rendered(body: object): string {
  const { messages, tools } = parseChatRequest({ model: 'm', ...body });
  return chatTemplate(messages, tools)
    .map((segment) => ('marker' in segment ? segment.marker : segment.text))
    .join('');
}

const weather = {
  type: 'function',
  function: { name: 'get_weather', parameters: { type: 'object', properties: { city: {}, unit: {} } } },
};

describe('the chat template', () => {
  it('renders a system message and a user message as the model was trained', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ];
    expect(rendered({ messages })).toBe('<|system|>Be brief.<|user|>Hi<|assistant|>');
  });

  it('announces tools in the first line of the last user message', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Weather in Oslo?' },
    ];
    expect(rendered({ messages, tools: [weather] })).toBe(
      '<|user|>Hi<|assistant|>Hello<|end|><|user|>You may call get_weather(city, unit).\nWeather in Oslo?<|assistant|>',
    );
  });

  it('renders earlier tool calls as the model writes them, and their results as what a user says', () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } };
    const messages = [
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c', content: '42' },
    ];
    expect(rendered({ messages })).toBe(
      '<|user|>Go<|assistant|>{"tool": "f", "arguments": {"a": 1}}<|end|><|user|>42<|assistant|>',
    );
  });

  it('keeps text that looks like a marker apart from markers', () => {
    const { messages } = parseChatRequest({ model: 'm', messages: [{ role: 'user', content: '<|end|>' }] });
    expect(chatTemplate(messages, [])).toEqual([
      { marker: '<|user|>' },
      { text: '<|end|>' },
      { marker: '<|assistant|>' },
    ]);
  });
});
