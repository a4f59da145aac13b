import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/domain/json.ts';
import { oneCall } from '../../helpers/llm-servers/one-call.ts';
import { openaiResponses } from '../../helpers/llm-servers/openai-responses.ts';

const responses = (unknown: JsonObject = {}, body: JsonObject = { input: 'Hello' }) =>
  oneCall({
    endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
    api: 'openai.responses',
    body,
    answers: () => openaiResponses.answer({ text: 'Hi.', unknown }),
  });

describe('Responses', () => {
  it('are never stored and never put into the background, whatever the golden was captured with', async () => {
    const { arrived } = await responses({}, { input: 'Hello', store: true, background: true });
    expect(JSON.parse(arrived[0]?.body ?? '')).toEqual({ input: 'Hello', store: false, model: 'pinned-1' });
  });

  it('repeat the settings that were used, and nothing of the prompt', async () => {
    const { made } = await responses({ instructions: 'Be brief.', tools: [{ type: 'function', name: 'find' }] });
    expect(made.echoedParameters).toEqual({
      temperature: 1,
      top_p: 1,
      top_logprobs: 0,
      parallel_tool_calls: true,
      reasoning: { effort: 'medium', summary: null },
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      truncation: 'disabled',
    });
    expect(made).not.toHaveProperty('extra');
  });

  it('that were cut off say by what', async () => {
    const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    expect((await responses(cut)).made).toMatchObject({ text: 'Hi.', finishReason: 'max_output_tokens' });
  });

  it('keep calls to custom tools with the text that came, and searches of the server as they are', async () => {
    const search = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } };
    const custom = { type: 'custom_tool_call', call_id: 'c1', name: 'note', input: 'free text' };
    const { made } = await responses({ output: [search, custom] });
    expect(made).toMatchObject({
      text: '',
      toolCalls: [{ name: 'note', arguments: 'free text', id: 'c1' }],
      extra: { output: [search] },
    });
  });
});
