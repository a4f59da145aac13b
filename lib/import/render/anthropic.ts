import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { outputText, type Part, type ToolChoice, type Turn, textsOf } from '../conversation.ts';
import { CallIds } from './call-ids.ts';
import {
  alternate,
  defineTools,
  nameSampling,
  omitUndefined,
  type Rendered,
  type Renderer,
  tellMovedSystem,
} from './rendering.ts';

const samplingNames = {
  maxTokens: 'max_tokens',
  maxCompletionTokens: 'max_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop_sequences',
};

/** What is written where nothing was recorded: all models of this API take so many, and it takes no request without. */
const madeUpLimit = 4096;

/** Anthropic's Messages. */
export const anthropicMessages: Renderer = (conversation): Rendered => {
  const { turns, toolChoice, sampling } = conversation;
  const ids = new CallIds(/^[a-zA-Z0-9_-]+$/);
  const { fields, missing } = nameSampling(sampling, samplingNames);
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  const defined = defineTools(conversation);
  const unlimited = fields.max_tokens === undefined;
  return {
    body: omitUndefined({
      ...(unlimited ? { max_tokens: madeUpLimit } : {}),
      ...fields,
      system: system.length > 1 ? system.map((text) => ({ type: 'text', text })) : system[0],
      messages: alternate(turns).map((turn) => message(turn, ids)),
      tools: defined.tools?.map(({ name, description, parameters }) =>
        omitUndefined({ name, description, input_schema: objectSchema(parameters) }),
      ),
      tool_choice: defined.tools === undefined ? undefined : choice(toolChoice),
    }),
    missing: [
      ...missing,
      ...(unlimited ? [`max_tokens, which this API requires: ${madeUpLimit} was put in`] : []),
      ...tellMovedSystem(turns),
      ...defined.missing,
      ...ids.missing,
    ],
  };
};

function message({ role, parts }: Turn, ids: CallIds): JsonObject {
  const [only] = parts;
  const content: Json =
    parts.length === 1 && only !== undefined && 'text' in only
      ? only.text
      : parts.filter(isSaid).map((part) => block(part, ids));
  return { role, content };
}

/** Blank blocks are refused, and say nothing. */
function isSaid(part: Part): boolean {
  return !('text' in part) || part.text.trim() !== '';
}

function block(part: Part, ids: CallIds): JsonObject {
  if ('text' in part) return { type: 'text', text: part.text };
  if ('image' in part)
    return {
      type: 'image',
      source:
        'url' in part.image
          ? { type: 'url', url: part.image.url }
          : { type: 'base64', media_type: part.image.mediaType, data: part.image.data },
    };
  if ('call' in part)
    return { type: 'tool_use', id: ids.call(part.call), name: part.call.name, input: objectInput(part.call.input) };
  return { type: 'tool_result', tool_use_id: ids.result(part.result), content: outputText(part.result.output) };
}

/** Arguments that were no JSON, or nothing, are still an object for those APIs that want one. */
export function objectInput(input: Json): JsonObject {
  return isJsonObject(input) ? input : input === null || input === '' ? {} : { input };
}

export function objectSchema(schema: Json | undefined): JsonObject {
  return isJsonObject(schema) ? { type: 'object', ...schema } : { type: 'object' };
}

function choice(given: ToolChoice | undefined): JsonObject | undefined {
  return given === undefined
    ? undefined
    : given.mode === 'tool'
      ? { type: 'tool', name: given.name }
      : { type: given.mode };
}
