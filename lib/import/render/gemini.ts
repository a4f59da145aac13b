import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { callsOf, type Part, textsOf } from '../conversation.ts';
import { present, type Rendered, type Renderer, sampled } from './rendering.ts';

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
export const geminiGenerate: Renderer = ({ turns, tools, sampling }): Rendered => {
  const { fields, missing } = sampled(sampling, samplingNames);
  const names = new Map(turns.flatMap(({ parts }) => callsOf(parts).map(({ id, name }) => [id, name])));
  const system = turns.filter(({ role }) => role === 'system').flatMap(({ parts }) => textsOf(parts));
  return {
    body: present({
      contents: turns
        .filter(({ role }) => role !== 'system')
        .map(({ role, parts }) => ({
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
                  present({ name, description, parametersJsonSchema: parameters }),
                ),
              },
            ],
      generationConfig: Object.keys(fields).length === 0 ? undefined : fields,
    }),
    missing,
  };
};

/** @param names of calls by their id: a result has to say which function it is of. */
function contentPart(part: Part, names: ReadonlyMap<string | undefined, string>): JsonObject {
  if ('text' in part) return { text: part.text };
  if ('call' in part)
    return { functionCall: present({ id: part.call.id, name: part.call.name, args: part.call.input }) };
  const { id, name, output } = part.result;
  const response = isJsonObject(output) ? output : { result: output };
  return { functionResponse: present({ id, name: name ?? names.get(id) ?? '', response }) };
}
