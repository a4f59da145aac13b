import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { type Image, type Part, type Result, type ToolChoice, textsOf } from '../conversation.ts';
import { objectInput } from './anthropic.ts';
import {
  alternate,
  nameSampling,
  omitUndefined,
  type Rendered,
  type Renderer,
  resultNames,
  tellMovedSystem,
} from './rendering.ts';

const samplingNames = {
  maxTokens: 'maxOutputTokens',
  maxCompletionTokens: 'maxOutputTokens',
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  stop: 'stopSequences',
  seed: 'seed',
  frequencyPenalty: 'frequencyPenalty',
  presencePenalty: 'presencePenalty',
  choices: 'candidateCount',
};

/** Gemini's generateContent. */
export const geminiGenerate: Renderer = ({ turns, tools, toolChoice, sampling }): Rendered => {
  const { fields, missing } = nameSampling(sampling, samplingNames);
  const names = resultNames(turns);
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  return {
    body: omitUndefined({
      contents: alternate(turns).map(({ role, parts }) => ({
        role: role === 'assistant' ? 'model' : 'user',
        parts: parts.map((part) => contentPart(part, names)),
      })),
      systemInstruction: system.length === 0 ? undefined : { parts: system.map((text) => ({ text })) },
      tools:
        tools === undefined
          ? undefined
          : [
              {
                functionDeclarations: tools.map(({ name, description, parameters }) =>
                  omitUndefined({ name, description, parametersJsonSchema: parameters }),
                ),
              },
            ],
      toolConfig: tools === undefined ? undefined : choice(toolChoice),
      generationConfig: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing: [...missing, ...tellMovedSystem(turns)],
  };
};

/** @param names of the functions that results are of. */
function contentPart(part: Part, names: ReadonlyMap<Result, string>): JsonObject {
  if ('text' in part) return { text: part.text };
  if ('image' in part) return dataOf(part.image);
  if ('call' in part)
    return {
      functionCall: omitUndefined({ id: part.call.id, name: part.call.name, args: objectInput(part.call.input) }),
    };
  const { id, output } = part.result;
  const response = isJsonObject(output) ? output : { result: output };
  return { functionResponse: omitUndefined({ id, name: names.get(part.result) ?? '', response }) };
}

function dataOf(image: Image): JsonObject {
  return 'url' in image
    ? { fileData: { fileUri: image.url } }
    : { inlineData: { mimeType: image.mediaType, data: image.data } };
}

function choice(given: ToolChoice | undefined): JsonObject | undefined {
  if (given === undefined) return undefined;
  const config =
    given.mode === 'tool' ? { mode: 'ANY', allowedFunctionNames: [given.name] } : { mode: given.mode.toUpperCase() };
  return { functionCallingConfig: config };
}
