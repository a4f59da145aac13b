import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { CrossCheck, RequestProblem } from './request-problem.ts';
import {
  anyObject,
  anyText,
  argumentsSchema,
  dataOrUrl,
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

const name = z
  .string('expected a string')
  .regex(/^[^\s<|\\/>]{1,64}$/, 'expected a name without white space, of at most 64 characters')
  .nullish();
const functionName = toolName(/^[a-zA-Z0-9_-]{1,64}$/);

const textPart = z.looseObject({ type: z.literal('text'), text: anyText });
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.union([dataOrUrl, z.looseObject({ url: dataOrUrl })], 'expected an image with an https or data URL'),
});
const audioPart = z.looseObject({ type: z.literal('input_audio'), input_audio: anyObject });
const filePart = z.looseObject({ type: z.literal('file'), file: anyObject });
/** Parts that other servers of this API take: vLLM, Mistral. */
const otherParts = ['video_url', 'audio_url', 'image_embeds', 'document_url', 'thinking', 'refusal', 'reference'].map(
  (type) => z.looseObject({ type: z.literal(type) }),
);

const texts = z.union([anyText, someOf(textPart)], 'expected a text or a list of text parts');
const userParts = z.discriminatedUnion('type', [textPart, imagePart, audioPart, filePart, ...otherParts] as const, {
  error: 'expected a part of a type that this API knows (text, image_url, input_audio, file)',
});
const assistantParts = z.discriminatedUnion('type', [textPart, ...otherParts] as const, {
  error: 'expected a part of the type text or refusal',
});

const toolCall = z.looseObject(
  {
    id: someText,
    type: oneOf(['function', 'custom']).nullish(),
    function: z.looseObject({ name: functionName, arguments: anyText }, 'expected a function').optional(),
  },
  'expected a tool call',
);

const messages = z.discriminatedUnion(
  'role',
  [
    z.looseObject({ role: z.literal('system'), content: texts, name }),
    z.looseObject({ role: z.literal('developer'), content: texts, name }),
    z.looseObject({ role: z.literal('user'), content: z.union([anyText, someOf(userParts)]), name }),
    z.looseObject({
      role: z.literal('assistant'),
      content: z.union([anyText, someOf(assistantParts)]).nullish(),
      tool_calls: someOf(toolCall).nullish(),
      function_call: z.looseObject({ name: functionName, arguments: anyText }).nullish(),
      name,
    }),
    z.looseObject({ role: z.literal('tool'), content: texts, tool_call_id: someText }),
    z.looseObject({ role: z.literal('function'), content: anyText.nullable(), name: functionName }),
  ],
  { error: 'expected a message with the role system, developer, user, assistant, tool or function' },
);

const tools = z.looseObject(
  {
    type: someText,
    function: z
      .looseObject({ name: functionName, parameters: argumentsSchema.nullish() }, 'expected a function')
      .optional(),
  },
  'expected a tool',
);

/** Chat Completions, as OpenAI publishes them; parameters of other servers of this API only where they are well known. */
export const openaiChat = z.looseObject({
  messages: someOf(messages, 'expected a list of messages'),
  tools: someOf(tools).nullish(),
  functions: someOf(z.looseObject({ name: functionName, parameters: argumentsSchema.nullish() })).nullish(),
  tool_choice: z
    .union(
      [oneOf(['none', 'auto', 'required', 'any']), z.looseObject({ type: someText })],
      'expected none, auto, required or a tool',
    )
    .nullish(),
  function_call: z.union([oneOf(['none', 'auto']), z.looseObject({ name: functionName })]).nullish(),
  temperature: numberFrom(0, 2),
  top_p: numberFrom(0, 1),
  max_tokens: wholeFrom(1),
  max_completion_tokens: wholeFrom(1),
  n: wholeFrom(1, 128),
  stop: z.union([anyText, listOf(anyText, 4)], 'expected a string or a list of at most 4').nullish(),
  frequency_penalty: numberFrom(-2, 2),
  presence_penalty: numberFrom(-2, 2),
  logprobs: yesOrNo,
  top_logprobs: wholeFrom(0, 20),
  logit_bias: z.record(z.string(), numberFrom(-100, 100), 'expected an object of numbers').nullish(),
  seed,
  stream: yesOrNo,
  stream_options: anyObject.nullish(),
  parallel_tool_calls: yesOrNo,
  response_format: z
    .looseObject(
      { type: someText, json_schema: z.looseObject({ name: functionName, schema: anyObject.optional() }).optional() },
      'expected an object with a type',
    )
    .nullish(),
  reasoning_effort: anyText.nullish(),
  verbosity: anyText.nullish(),
  service_tier: anyText.nullish(),
  user: anyText.nullish(),
  metadata: z.record(z.string(), anyText, 'expected an object of strings').nullish(),
  store: yesOrNo,
  top_k: wholeFrom(-1),
  min_p: numberFrom(0, 1),
  repetition_penalty: numberFrom(0, Number.POSITIVE_INFINITY),
});

/** What belongs together: choices with tools, log-probabilities with their number, calls with an answer's text. */
export const crossCheckChat: CrossCheck = (body) => [
  ...needs(body, ['tool_choice', 'parallel_tool_calls'], 'tools'),
  ...needs(body, ['function_call'], 'functions'),
  ...needs(body, ['stream_options'], 'stream', (stream) => stream === true),
  ...needs(body, ['top_logprobs'], 'logprobs', (asked) => asked === true),
  ...saysNothing(body),
  ...incomplete(body),
];

function needs(
  body: JsonObject,
  keys: readonly string[],
  other: string,
  isGiven: (value: Json | undefined) => boolean = (value) => value !== undefined && value !== null,
): RequestProblem[] {
  if (isGiven(body[other])) return [];
  return keys
    .filter((key) => body[key] !== undefined && body[key] !== null)
    .map((key) => ({ path: [key], what: `expected ${other} beside it, got none` }));
}

function saysNothing({ messages: list }: JsonObject): RequestProblem[] {
  return (list as readonly JsonObject[]).flatMap(({ role, content, tool_calls, function_call, audio }, i) =>
    role === 'assistant' && (content ?? tool_calls ?? function_call ?? audio ?? null) === null
      ? [{ path: ['messages', i, 'content'], what: 'expected a text or tool calls, got none' }]
      : [],
  );
}

/** A tool or a call of the type `function` without its function, a schema that is asked for and not there. */
function incomplete({ messages: list, tools: definitions, response_format: format }: JsonObject): RequestProblem[] {
  const found = ((definitions ?? []) as readonly JsonObject[]).flatMap((tool, i): RequestProblem[] =>
    tool.type === 'function' && tool.function === undefined
      ? [{ path: ['tools', i, 'function'], what: 'expected a function, got nothing' }]
      : [],
  );
  for (const [i, { tool_calls: calls }] of (list as readonly JsonObject[]).entries())
    for (const [k, call] of ((calls ?? []) as readonly JsonObject[]).entries())
      if (call.type !== 'custom' && call.function === undefined)
        found.push({ path: ['messages', i, 'tool_calls', k, 'function'], what: 'expected a function, got nothing' });
  if (isJsonObject(format) && format.type === 'json_schema' && format.json_schema === undefined)
    found.push({ path: ['response_format', 'json_schema'], what: 'expected a schema with its name, got nothing' });
  return found;
}
