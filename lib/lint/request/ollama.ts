import * as z from 'zod';
import {
  anyObject,
  anyText,
  argumentsSchema,
  base64,
  listOf,
  numberFrom,
  oneOf,
  seed,
  someOf,
  someText,
  wholeFrom,
  yesOrNo,
} from './words.ts';

const message = z.looseObject({
  role: oneOf(['system', 'user', 'assistant', 'tool']),
  content: anyText.nullish(),
  images: listOf(base64).nullish(),
  tool_calls: z
    .array(z.looseObject({ function: z.looseObject({ name: someText, arguments: anyObject }, 'expected a function') }))
    .nullish(),
});

/** Ollama's own chat. */
export const ollamaChat = z.looseObject({
  messages: someOf(message, 'expected a list of messages'),
  tools: z
    .array(
      z.looseObject({
        function: z.looseObject({ name: someText, parameters: argumentsSchema.nullish() }, 'expected a function'),
      }),
    )
    .nullish(),
  options: z
    .looseObject(
      {
        temperature: numberFrom(0, Number.POSITIVE_INFINITY),
        top_p: numberFrom(0, 1),
        min_p: numberFrom(0, 1),
        top_k: wholeFrom(0),
        num_predict: wholeFrom(-2),
        num_ctx: wholeFrom(1),
        stop: z.union([anyText, listOf(anyText)], 'expected a string or a list').nullish(),
        seed,
        repeat_penalty: numberFrom(0, Number.POSITIVE_INFINITY),
      },
      'expected an object',
    )
    .nullish(),
  format: z.union([oneOf(['json', '']), anyObject], 'expected json or a JSON Schema').nullish(),
  think: z.union([z.boolean(), anyText], 'expected true, false or a level').nullish(),
  stream: yesOrNo,
});
