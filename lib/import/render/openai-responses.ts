import type { Json, JsonObject } from '../../domain/json.ts';
import { callsOf, outputText, type Part, resultsOf, type ToolChoice, type Turn, textsOf } from '../conversation.ts';
import { CallIds } from './call-ids.ts';
import { urlOf } from './openai-chat.ts';
import { nameSampling, omitUndefined, type Rendered, type Renderer } from './rendering.ts';

const samplingNames = {
  maxTokens: 'max_output_tokens',
  maxCompletionTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
};

/** The Responses API. */
export const openaiResponses: Renderer = ({ turns, tools, toolChoice, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = nameSampling(sampling, samplingNames);
  const [first, ...rest] = turns;
  const [instructions, ...more] = first?.role === 'system' ? textsOf(first.parts) : [];
  const apart = instructions !== undefined && more.length === 0;
  return {
    body: omitUndefined({
      instructions: apart ? instructions : undefined,
      input: (apart ? rest : turns).flatMap((turn) => items(turn, ids)),
      tools: tools?.map(({ name, description, parameters }) =>
        omitUndefined({ type: 'function', name, description, parameters }),
      ),
      tool_choice: tools === undefined ? undefined : choice(toolChoice),
      ...fields,
    }),
    missing: [...missing, ...ids.missing],
  };
};

function items({ role, parts }: Turn, ids: CallIds): JsonObject[] {
  const content = parts.flatMap((part) => answerPart(part, role));
  return [
    ...resultsOf(parts).map((result) => ({
      type: 'function_call_output',
      call_id: ids.result(result),
      output: outputText(result.output),
    })),
    ...(content.length === 0 ? [] : [{ role: role === 'tool' ? 'user' : role, content }]),
    ...callsOf(parts).map((call) => ({
      type: 'function_call',
      call_id: ids.call(call),
      name: call.name,
      arguments: outputText(call.input),
    })),
  ];
}

function answerPart(part: Part, role: Turn['role']): JsonObject[] {
  if ('text' in part) return [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }];
  return 'image' in part ? [{ type: 'input_image', image_url: urlOf(part.image) }] : [];
}

function choice(given: ToolChoice | undefined): Json | undefined {
  if (given === undefined) return undefined;
  if (given.mode === 'tool') return { type: 'function', name: given.name };
  return given.mode === 'any' ? 'required' : given.mode;
}
