import type { JsonObject } from '../../domain/json.ts';
import { callsOf, outputText, resultsOf, type Turn, textsOf } from '../conversation.ts';
import { CallIds, present, type Rendered, type Renderer, sampled } from './rendering.ts';

const samplingNames = {
  maxTokens: 'max_output_tokens',
  maxCompletionTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
};

/** The Responses API. */
export const openaiResponses: Renderer = ({ turns, tools, sampling }): Rendered => {
  const ids = new CallIds();
  const { fields, missing } = sampled(sampling, samplingNames);
  const [first, ...rest] = turns;
  const [instructions, ...more] = first?.role === 'system' ? textsOf(first.parts) : [];
  const apart = instructions !== undefined && more.length === 0;
  return {
    body: present({
      instructions: apart ? instructions : undefined,
      input: (apart ? rest : turns).flatMap((turn) => items(turn, ids)),
      tools: tools?.map(({ name, description, parameters }) =>
        present({ type: 'function', name, description, parameters }),
      ),
      ...fields,
    }),
    missing: [...missing, ...ids.missing],
  };
};

function items({ role, parts }: Turn, ids: CallIds): JsonObject[] {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  const content = textsOf(parts).map((text) => ({ type, text }));
  return [
    ...resultsOf(parts).map(({ id, output }) => ({
      type: 'function_call_output',
      call_id: ids.result(id),
      output: outputText(output),
    })),
    ...(content.length === 0 ? [] : [{ role: role === 'tool' ? 'user' : role, content }]),
    ...callsOf(parts).map(({ id, name, input }) => ({
      type: 'function_call',
      call_id: ids.call(id),
      name,
      arguments: outputText(input),
    })),
  ];
}
