import { describe, expect, it } from 'vitest';
import { mayBecomeToolCall, parseToolCall, toolCallText } from '../../../lib/demo/model-server/tool-call-text.ts';

describe('tool calls in text', () => {
  it('cuts the arguments out of the text as the model wrote them', () => {
    expect(parseToolCall('{"tool": "track_order", "arguments": {"order_id":  4052}}')).toEqual({
      name: 'track_order',
      arguments: '{"order_id":  4052}',
    });
  });

  it('leaves white space around the arguments out', () => {
    expect(parseToolCall(' {"tool": "f", "arguments": {"a": 1} } ')?.arguments).toBe('{"a": 1}');
  });

  it('reads nested arguments and braces in strings', () => {
    const call = { name: 'f', arguments: '{"a": {"b": "} }"}, "c": [{}]}' };
    expect(parseToolCall(toolCallText(call))).toEqual(call);
  });

  it.each([
    ['prose', 'Sorry, I cannot do that.'],
    ['a call with prose before it', 'Sure: {"tool": "f", "arguments": {}}'],
    ['a call with prose after it', '{"tool": "f", "arguments": {}} Done.'],
    ['half a call', '{"tool": "f", "arguments": {"a": 1'],
    ['another object', '{"customer": "Ada", "arguments": {}}'],
    ['a call with something else in it', '{"tool": "f", "arguments": {"a": 1}, "because": {}}'],
    ['a call whose name is no name', '{"tool": 1, "arguments": {}}'],
    ['a call whose arguments are a list', '{"tool": "f", "arguments": [1]}'],
    ['a JSON string', '"tool"'],
    ['nothing', ''],
  ])('takes %s for text', (_, text) => {
    expect(parseToolCall(text)).toBeUndefined();
  });

  it('knows early that prose will not become a call', () => {
    expect(['', ' ', '{', '{"tool'].map(mayBecomeToolCall)).toEqual([true, true, true, true]);
    expect(['S', '- {'].map(mayBecomeToolCall)).toEqual([false, false]);
  });
});
