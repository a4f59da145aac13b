import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { CrossCheck, RequestProblem } from './request-problem.ts';
import {
  anyObject,
  anyText,
  base64,
  dataOrUrl,
  listOf,
  numberFrom,
  oneOf,
  someOf,
  someText,
  toolName,
  visibleText,
  wholeFrom,
  yesOrNo,
} from './words.ts';

const callId = z
  .string('expected the id of a call')
  .regex(/^[a-zA-Z0-9_-]+$/, 'expected an id of letters, digits, _ and -');
const functionName = toolName(/^[a-zA-Z0-9_-]{1,128}$/);

const text = z.looseObject({ type: z.literal('text'), text: visibleText });
const image = z.looseObject({
  type: z.literal('image'),
  source: z.discriminatedUnion(
    'type',
    [
      z.looseObject({
        type: z.literal('base64'),
        media_type: oneOf(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
        data: base64,
      }),
      z.looseObject({ type: z.literal('url'), url: dataOrUrl }),
      z.looseObject({ type: z.literal('file'), file_id: someText }),
    ],
    { error: 'expected a source of the type base64, url or file' },
  ),
});
const document = z.looseObject({ type: z.literal('document'), source: anyObject });
const searchResult = z.looseObject({ type: z.literal('search_result') });
const resultContent = z.union([anyText, z.array(z.discriminatedUnion('type', [text, image, document, searchResult]))]);

const ofUser = [
  text,
  image,
  document,
  searchResult,
  z.looseObject({
    type: z.literal('tool_result'),
    tool_use_id: callId,
    content: resultContent.nullish(),
    is_error: yesOrNo,
  }),
  z.looseObject({ type: z.literal('container_upload') }),
] as const;
const ofAssistant = [
  text,
  z.looseObject({ type: z.literal('tool_use'), id: callId, name: functionName, input: anyObject }),
  z.looseObject({ type: z.literal('thinking'), thinking: anyText, signature: anyText }),
  z.looseObject({ type: z.literal('redacted_thinking'), data: anyText }),
] as const;

/** Calls and results of tools that the server runs itself: many types, and new ones every year. */
const ofServer = z.looseObject({
  type: z.string().regex(/^(server|mcp)_tool_use$|^\w+_tool_result$|^(compaction|fallback)$/),
});

function blocks<T extends readonly z.ZodType[]>(known: T, names: string) {
  const what = `expected a block of the type ${names}`;
  const own = z.discriminatedUnion('type', known as never, { error: what });
  return z.unknown().superRefine((value, context) => {
    if (ofServer.safeParse(value).success) return;
    const checked = own.safeParse(value, { reportInput: true });
    for (const issue of checked.error?.issues ?? []) context.issues.push(issue as z.core.$ZodRawIssue);
  });
}

const message = z.discriminatedUnion(
  'role',
  [
    z.looseObject({
      role: z.literal('user'),
      content: z.union([visibleText, someOf(blocks(ofUser, 'text, image, document or tool_result'))]),
    }),
    z.looseObject({
      role: z.literal('assistant'),
      content: z.union([visibleText, someOf(blocks(ofAssistant, 'text, tool_use or thinking'))]),
    }),
  ],
  { error: 'expected a message with the role user or assistant; system stands beside the messages' },
);

const toolType = z
  .string('expected a string')
  .regex(/^(custom|mcp_toolset|\w+_\d{8})$/, 'expected custom or a tool of the server with its version');
const inputSchema = z.looseObject({ type: z.literal('object', 'expected object') }, 'expected a JSON Schema');

/** Anthropic's Messages, without what only the first-party endpoint or only Bedrock wants. */
export const anthropicMessages = z.looseObject({
  max_tokens: z
    .int('expected a whole number of at least 1, which this API requires')
    .min(1, 'expected a whole number of at least 1'),
  messages: someOf(message, 'expected a list of messages'),
  system: z.union([visibleText, z.array(text)], 'expected a text or a list of text blocks').nullish(),
  temperature: numberFrom(0, 1),
  top_p: numberFrom(0, 1),
  top_k: wholeFrom(0),
  stop_sequences: listOf(visibleText).nullish(),
  stream: yesOrNo,
  tools: z
    .array(
      z.looseObject(
        { name: functionName.optional(), type: toolType.optional(), input_schema: inputSchema.optional() },
        'expected a tool',
      ),
      'expected a list',
    )
    .nullish(),
  tool_choice: z
    .looseObject(
      { type: oneOf(['auto', 'any', 'tool', 'none']), name: someText.optional() },
      'expected an object with a type',
    )
    .nullish(),
  thinking: z
    .looseObject(
      { type: oneOf(['enabled', 'disabled', 'adaptive']), budget_tokens: wholeFrom(1024) },
      'expected an object with a type',
    )
    .nullish(),
  metadata: anyObject.nullish(),
});

export const crossCheckAnthropic: CrossCheck = (body) => [
  ...firstIsUser(body),
  ...trailingSpace(body),
  ...undefinedTools(body),
  ...choiceWithoutTools(body),
];

function firstIsUser({ messages }: JsonObject): RequestProblem[] {
  const [first] = messages as readonly JsonObject[];
  return first?.role === 'user'
    ? []
    : [{ path: ['messages', 0, 'role'], what: 'expected the first message to be of the user' }];
}

function trailingSpace({ messages }: JsonObject): RequestProblem[] {
  const list = messages as readonly JsonObject[];
  const last = list.at(-1);
  if (last?.role !== 'assistant') return [];
  const part = Array.isArray(last.content) ? (last.content as readonly Json[]).at(-1) : last.content;
  const said = isJsonObject(part) ? part.text : part;
  return typeof said === 'string' && /\s$/.test(said)
    ? [{ path: ['messages', list.length - 1, 'content'], what: 'expected no white space at the end of a begun answer' }]
    : [];
}

/** Calls and results need definitions beside them; a definition of one's own needs a schema. */
function undefinedTools({ messages, tools }: JsonObject): RequestProblem[] {
  const list = (tools ?? []) as readonly JsonObject[];
  const bare = list.flatMap(({ type, input_schema: schema }, i) =>
    (type === undefined || type === 'custom') && schema === undefined
      ? [{ path: ['tools', i, 'input_schema'], what: 'expected a JSON Schema, got nothing' }]
      : [],
  );
  if (list.length > 0) return bare;
  const used = (messages as readonly JsonObject[]).some(
    ({ content }) =>
      Array.isArray(content) &&
      (content as readonly JsonObject[]).some(({ type }) => type === 'tool_use' || type === 'tool_result'),
  );
  return used ? [{ path: ['tools'], what: 'expected definitions of the tools that are called, got none' }] : [];
}

function choiceWithoutTools({ tools, tool_choice: choice }: JsonObject): RequestProblem[] {
  const has = Array.isArray(tools) && tools.length > 0;
  return has || (choice ?? null) === null
    ? []
    : [{ path: ['tool_choice'], what: 'expected tools beside it, got none' }];
}
