import type { Json, JsonObject } from '../../domain/json.ts';
import {
  callsOf,
  type Image,
  outputText,
  type Part,
  resultsOf,
  type Tool,
  type ToolChoice,
  type Turn,
} from '../conversation.ts';
import { CallIds } from './call-ids.ts';
import { nameSampling, omitUndefined, type Rendered, type Renderer } from './rendering.ts';

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
export const openaiChat: Renderer = ({ turns, tools, toolChoice, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = nameSampling(sampling, samplingNames);
  return {
    body: omitUndefined({
      messages: turns.flatMap((turn) => messages(turn, ids)),
      tools: tools?.map(openaiTool),
      tool_choice: tools === undefined ? undefined : choice(toolChoice),
      ...fields,
    }),
    missing: [...missing, ...ids.missing],
  };
};

export function openaiTool({ name, description, parameters }: Tool): JsonObject {
  return { type: 'function', function: omitUndefined({ name, description, parameters }) };
}

function messages({ role, parts }: Turn, ids: CallIds): JsonObject[] {
  const said = parts.flatMap(answerPart);
  const [only] = said;
  const texts: Json = said.length === 1 && only?.type === 'text' ? (only.text ?? null) : said;
  const calls = callsOf(parts).map((call) => ({
    id: ids.call(call),
    type: 'function',
    function: { name: call.name, arguments: outputText(call.input) },
  }));
  const results = resultsOf(parts).map((result) => ({
    role: 'tool',
    tool_call_id: ids.result(result),
    content: outputText(result.output),
  }));
  const silent = calls.length > 0 ? null : '';
  const content = said.length === 0 ? silent : texts;
  const own = said.length > 0 || calls.length > 0 || results.length === 0;
  const turn = { role: role === 'tool' ? 'user' : role, content, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
  return [...results, ...(own ? [turn] : [])];
}

function answerPart(part: Part): JsonObject[] {
  if ('text' in part) return [{ type: 'text', text: part.text }];
  return 'image' in part ? [{ type: 'image_url', image_url: { url: urlOf(part.image) } }] : [];
}

export function urlOf(image: Image): string {
  return 'url' in image ? image.url : `data:${image.mediaType};base64,${image.data}`;
}

function choice(given: ToolChoice | undefined): Json | undefined {
  if (given === undefined) return undefined;
  if (given.mode === 'tool') return { type: 'function', function: { name: given.name } };
  return given.mode === 'any' ? 'required' : given.mode;
}
