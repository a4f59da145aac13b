import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { type Image, outputText, type Part, type ToolChoice, textsOf } from '../conversation.ts';
import { objectInput, objectSchema } from './anthropic.ts';
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
  maxTokens: 'maxTokens',
  maxCompletionTokens: 'maxTokens',
  temperature: 'temperature',
  topP: 'topP',
  stop: 'stopSequences',
};

/** Bedrock's Converse. */
export const bedrockConverse: Renderer = (conversation): Rendered => {
  const { turns, toolChoice, sampling } = conversation;
  const ids = new CallIds(/^[a-zA-Z0-9_.:-]{1,64}$/);
  const { fields, missing } = nameSampling(sampling, samplingNames);
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  const defined = defineTools(conversation);
  return {
    body: omitUndefined({
      system: system.length === 0 ? undefined : system.map((text) => ({ text })),
      messages: alternate(turns).map(({ role, parts }) => ({
        role,
        content: parts.filter((part) => !('text' in part) || part.text.trim() !== '').map((part) => block(part, ids)),
      })),
      toolConfig:
        defined.tools === undefined
          ? undefined
          : omitUndefined({
              tools: defined.tools.map(({ name, description, parameters }) => ({
                toolSpec: omitUndefined({ name, description, inputSchema: { json: objectSchema(parameters) } }),
              })),
              toolChoice: choice(toolChoice),
            }),
      inferenceConfig: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing: [...missing, ...tellMovedSystem(turns), ...defined.missing, ...ids.missing],
  };
};

function block(part: Part, ids: CallIds): JsonObject {
  if ('text' in part) return { text: part.text };
  if ('image' in part) return { image: imageOf(part.image) };
  if ('call' in part)
    return { toolUse: { toolUseId: ids.call(part.call), name: part.call.name, input: objectInput(part.call.input) } };
  const { output } = part.result;
  return {
    toolResult: {
      toolUseId: ids.result(part.result),
      content: [isJsonObject(output) ? { json: output } : { text: outputText(output) }],
    },
  };
}

/** An image that only has an address cannot be sent: its source is left empty, and the check refuses the request. */
function imageOf(image: Image): JsonObject {
  if ('url' in image) return { source: {} };
  return { format: image.mediaType.replace(/^image\//, '').replace(/^jpg$/, 'jpeg'), source: { bytes: image.data } };
}

function choice(given: ToolChoice | undefined): JsonObject | undefined {
  if (given === undefined || given.mode === 'none') return undefined;
  return given.mode === 'tool' ? { tool: { name: given.name } } : { [given.mode]: {} };
}
