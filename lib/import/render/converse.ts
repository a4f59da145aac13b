import type { JsonObject } from '../../domain/json.ts';
import { type Part, textsOf } from '../conversation.ts';
import { CallIds, present, type Rendered, type Renderer, sampled } from './rendering.ts';

const samplingNames = {
  maxTokens: 'maxTokens',
  maxCompletionTokens: 'maxTokens',
  temperature: 'temperature',
  topP: 'topP',
  stop: 'stopSequences',
};

/** Bedrock's Converse. */
export const bedrockConverse: Renderer = ({ turns, tools, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = sampled(sampling, samplingNames);
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  return {
    body: present({
      system: system.length === 0 ? undefined : system.map((text) => ({ text })),
      messages: turns
        .filter(({ role }) => role !== 'system')
        .map(({ role, parts }) => ({
          role: role === 'assistant' ? 'assistant' : 'user',
          content: parts.map((part) => block(part, ids)),
        })),
      toolConfig:
        tools === undefined
          ? undefined
          : {
              tools: tools.map(({ name, description, parameters }) => ({
                toolSpec: present({ name, description, inputSchema: { json: parameters ?? { type: 'object' } } }),
              })),
            },
      inferenceConfig: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing: [...missing, ...ids.missing],
  };
};

function block(part: Part, ids: CallIds): JsonObject {
  if ('text' in part) return { text: part.text };
  if ('call' in part)
    return { toolUse: { toolUseId: ids.call(part.call.id), name: part.call.name, input: part.call.input } };
  const { id, output } = part.result;
  return {
    toolResult: {
      toolUseId: ids.result(id),
      content: [typeof output === 'string' ? { text: output } : { json: output }],
    },
  };
}
