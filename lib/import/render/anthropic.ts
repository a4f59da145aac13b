import type { Json, JsonObject } from '../../domain/json.ts';
import { outputText, type Part, type Turn, textsOf } from '../conversation.ts';
import { CallIds, present, type Rendered, type Renderer, sampled } from './rendering.ts';

const samplingNames = {
  maxTokens: 'max_tokens',
  maxCompletionTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop_sequences',
};

/** Anthropic's Messages. */
export const anthropicMessages: Renderer = ({ turns, tools, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = sampled(sampling, samplingNames);
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  const limit = fields.max_tokens === undefined ? ['max_tokens, which this API requires'] : [];
  return {
    body: present({
      ...fields,
      system: system.length > 1 ? system.map((text) => ({ type: 'text', text })) : system[0],
      messages: turns.filter(({ role }) => role !== 'system').map((turn) => message(turn, ids)),
      tools: tools?.map(({ name, description, parameters }) =>
        present({ name, description, input_schema: parameters ?? { type: 'object' } }),
      ),
    }),
    missing: [...missing, ...limit, ...ids.missing],
  };
};

function message({ role, parts }: Turn, ids: CallIds): JsonObject {
  const [only] = parts;
  const content: Json =
    parts.length === 1 && only !== undefined && 'text' in only ? only.text : parts.map((part) => block(part, ids));
  return { role: role === 'assistant' ? 'assistant' : 'user', content };
}

function block(part: Part, ids: CallIds): JsonObject {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('call' in part)
    return { type: 'tool_use', id: ids.call(part.call.id), name: part.call.name, input: part.call.input };
  const { id, output } = part.result;
  return { type: 'tool_result', tool_use_id: ids.result(id), content: outputText(output) };
}
