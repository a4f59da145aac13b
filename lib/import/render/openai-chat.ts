import type { Json, JsonObject } from '../../domain/json.ts';
import { callsOf, outputText, resultsOf, type Tool, type Turn, textsOf } from '../conversation.ts';
import { CallIds, present, type Rendered, type Renderer, sampled } from './rendering.ts';

const samplingNames = {
  maxTokens: 'max_tokens',
  maxCompletionTokens: 'max_completion_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  stop: 'stop',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  choices: 'n',
};

/** Chat Completions. */
export const openaiChat: Renderer = ({ turns, tools, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = sampled(sampling, samplingNames);
  return {
    body: present({
      messages: turns.flatMap((turn) => messages(turn, ids)),
      tools: tools?.map(openaiTool),
      ...fields,
    }),
    missing: [...missing, ...ids.missing],
  };
};

export function openaiTool({ name, description, parameters }: Tool): JsonObject {
  return { type: 'function', function: present({ name, description, parameters }) };
}

function messages({ role, parts }: Turn, ids: CallIds): JsonObject[] {
  const texts = textsOf(parts);
  const content: Json = texts.length > 1 ? texts.map((text) => ({ type: 'text', text })) : (texts[0] ?? null);
  const calls = callsOf(parts).map(({ id, name, input }) => ({
    id: ids.call(id),
    type: 'function',
    function: { name, arguments: outputText(input) },
  }));
  const results = resultsOf(parts).map(({ id, output }) => ({
    role: 'tool',
    tool_call_id: ids.result(id),
    content: outputText(output),
  }));
  const own = texts.length > 0 || calls.length > 0 || results.length === 0;
  const said = { role: role === 'tool' ? 'user' : role, content, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
  return [...results, ...(own ? [said] : [])];
}
