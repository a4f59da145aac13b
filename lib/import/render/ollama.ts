import type { JsonObject } from '../../domain/json.ts';
import { callsOf, outputText, resultsOf, type Turn, textsOf } from '../conversation.ts';
import { openaiTool } from './openai-chat.ts';
import { present, type Rendered, type Renderer, sampled } from './rendering.ts';

const samplingNames = {
  maxTokens: 'num_predict',
  maxCompletionTokens: 'num_predict',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
};

/** Ollama's own chat. */
export const ollamaChat: Renderer = ({ turns, tools, sampling }): Rendered => {
  const { fields, missing } = sampled(sampling, samplingNames);
  return {
    body: present({
      messages: turns.flatMap(messages),
      tools: tools?.map(openaiTool),
      options: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing,
  };
};

function messages({ role, parts }: Turn): JsonObject[] {
  const texts = textsOf(parts);
  const calls = callsOf(parts).map(({ name, input }) => ({ function: { name, arguments: input } }));
  const results = resultsOf(parts).map(({ name, output }) =>
    present({ role: 'tool', tool_name: name, content: outputText(output) }),
  );
  const own = texts.length > 0 || calls.length > 0 || results.length === 0;
  const said = { role, content: texts.join('\n'), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
  return [...results, ...(own ? [said] : [])];
}
