import type { JsonObject } from '../../domain/json.ts';
import { callsOf, imagesOf, outputText, type Result, resultsOf, type Turn, textsOf } from '../conversation.ts';
import { objectInput } from './anthropic.ts';
import { openaiTool } from './openai-chat.ts';
import { nameSampling, omitUndefined, type Rendered, type Renderer, resultNames } from './rendering.ts';

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
  const { fields, missing } = nameSampling(sampling, samplingNames);
  const names = resultNames(turns);
  return {
    body: omitUndefined({
      messages: turns.flatMap((turn) => messages(turn, names)),
      tools: tools?.map(openaiTool),
      options: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing,
  };
};

function messages({ role, parts }: Turn, names: ReadonlyMap<Result, string>): JsonObject[] {
  const texts = textsOf(parts);
  const images = imagesOf(parts).map((image) => ('url' in image ? image.url : image.data)); // of a URL the check says no
  const calls = callsOf(parts).map(({ name, input }) => ({ function: { name, arguments: objectInput(input) } }));
  const results = resultsOf(parts).map((result) =>
    omitUndefined({ role: 'tool', tool_name: names.get(result), content: outputText(result.output) }),
  );
  const own = texts.length > 0 || images.length > 0 || calls.length > 0 || results.length === 0;
  const said = {
    role: role === 'tool' ? 'user' : role,
    content: texts.join('\n'),
    ...(images.length === 0 ? {} : { images }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return [...results, ...(own ? [said] : [])];
}
