import * as z from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import type { CrossCheck } from './request-problem.ts';
import {
  anyObject,
  anyText,
  listOf,
  numberFrom,
  oneOf,
  seed,
  someOf,
  someText,
  toolName,
  wholeFrom,
  yesOrNo,
} from './words.ts';

const functionName = toolName(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/);
const call = z.looseObject({ name: functionName, args: anyObject.nullish() }, 'expected a call');
const result = z.looseObject({ name: functionName, response: anyObject }, 'expected a result');
const blob = z.looseObject({}, 'expected data with their type');

const kinds = {
  text: anyText,
  inlineData: blob,
  inline_data: blob,
  fileData: blob,
  file_data: blob,
  functionCall: call,
  function_call: call,
  functionResponse: result,
  function_response: result,
  executableCode: anyObject,
  executable_code: anyObject,
  codeExecutionResult: anyObject,
  code_execution_result: anyObject,
} as const;

const part = z
  .looseObject(
    Object.fromEntries(Object.entries(kinds).map(([key, schema]) => [key, schema.optional()])),
    'expected a part',
  )
  .refine(
    (value) => Object.keys(value).some((key) => key in kinds),
    'expected a part with a text, data, a call or a result',
  );
const parts = someOf(part, 'expected a list of parts');

const settings = z
  .looseObject(
    {
      temperature: numberFrom(0, 2),
      topP: numberFrom(0, 1),
      topK: numberFrom(1, Number.POSITIVE_INFINITY),
      maxOutputTokens: wholeFrom(1),
      candidateCount: wholeFrom(1, 8),
      stopSequences: listOf(someText, 5).nullish(),
      seed,
      presencePenalty: numberFrom(-2, 2),
      frequencyPenalty: numberFrom(-2, 2),
      responseLogprobs: yesOrNo,
      logprobs: wholeFrom(0, 20),
      responseMimeType: anyText.nullish(),
      thinkingConfig: anyObject.nullish(),
    },
    'expected an object',
  )
  .nullish();
const system = z.union([someText, z.looseObject({ parts })], 'expected content with parts').nullish();
const tool = z.looseObject(
  {
    functionDeclarations: z.array(z.looseObject({ name: functionName }), 'expected a list of declarations').optional(),
  },
  'expected a tool',
);

/** Gemini's generateContent. */
export const geminiGenerate = z.looseObject({
  contents: someOf(
    z.looseObject({ role: oneOf(['user', 'model', 'function']).nullish(), parts }, 'expected content'),
    'expected a list of contents',
  ).optional(),
  systemInstruction: system,
  system_instruction: system,
  generationConfig: settings,
  tools: z.array(tool, 'expected a list').nullish(),
  toolConfig: anyObject.nullish(),
  safetySettings: z.array(anyObject, 'expected a list').nullish(),
  cachedContent: anyText.nullish(),
});

export const crossCheckGemini: CrossCheck = ({ contents }: JsonObject) => {
  if (contents === undefined) return [{ path: ['contents'], what: 'expected a list of contents, got nothing' }];
  const [first] = contents as readonly JsonObject[];
  return first?.role === 'model'
    ? [{ path: ['contents', 0, 'role'], what: 'expected the first turn to be of the user' }]
    : [];
};
