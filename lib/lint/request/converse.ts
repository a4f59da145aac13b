import * as z from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import type { CrossCheck, RequestProblem } from './request-problem.ts';
import { anyObject, listOf, numberFrom, oneOf, someOf, someText, toolName, visibleText, wholeFrom } from './words.ts';

const callId = z
  .string('expected the id of a call')
  .regex(/^[a-zA-Z0-9_.:-]{1,64}$/, 'expected an id of at most 64 letters, digits, _ . : and -');
const functionName = toolName(/^[a-zA-Z0-9_-]{1,64}$/);

const kinds = {
  text: visibleText,
  toolUse: z.looseObject({ toolUseId: callId, name: functionName, input: anyObject }, 'expected a call'),
  toolResult: z.looseObject({ toolUseId: callId, content: z.array(anyObject, 'expected a list') }, 'expected a result'),
  image: z.looseObject({ format: oneOf(['png', 'jpeg', 'gif', 'webp']), source: anyObject }, 'expected an image'),
  document: anyObject,
  video: anyObject,
  audio: anyObject,
  guardContent: anyObject,
  reasoningContent: anyObject,
  cachePoint: anyObject,
  citationsContent: anyObject,
  searchResult: anyObject,
} as const;

const block = z
  .looseObject(
    Object.fromEntries(Object.entries(kinds).map(([key, schema]) => [key, schema.optional()])),
    'expected a block of content',
  )
  .refine(
    (value) => Object.keys(value).filter((key) => key in kinds).length === 1,
    'expected a block of one kind, e.g. { text }',
  );

const message = z.looseObject({
  role: oneOf(['user', 'assistant']),
  content: someOf(block, 'expected a list of blocks'),
});

/** Bedrock's Converse. */
export const bedrockConverse = z.looseObject({
  messages: someOf(message, 'expected a list of messages').optional(),
  system: z
    .array(z.looseObject({ text: visibleText.optional() }, 'expected a block'), 'expected a list of blocks')
    .nullish(),
  inferenceConfig: z
    .looseObject(
      {
        maxTokens: wholeFrom(1),
        temperature: numberFrom(0, 1),
        topP: numberFrom(0, 1),
        stopSequences: listOf(someText).nullish(),
      },
      'expected an object',
    )
    .nullish(),
  toolConfig: z
    .looseObject(
      {
        tools: someOf(
          z.looseObject({
            toolSpec: z
              .looseObject({
                name: functionName,
                description: someText.optional(),
                inputSchema: z.looseObject({ json: anyObject }, 'expected an object with the schema as json'),
              })
              .optional(),
          }),
        ),
        toolChoice: anyObject.nullish(),
      },
      'expected an object with tools',
    )
    .nullish(),
});

export const crossCheckConverse: CrossCheck = (body) => {
  const messages = body.messages as readonly JsonObject[] | undefined;
  if (messages === undefined)
    return body.promptVariables === undefined
      ? [{ path: ['messages'], what: 'expected a list of messages, got nothing' }]
      : [];
  return [...alternating(messages), ...undefinedTools(messages, body)];
};

function alternating(messages: readonly JsonObject[]): RequestProblem[] {
  return messages.flatMap(({ role }, i) => {
    const awaited = i % 2 === 0 ? 'user' : 'assistant';
    const before = messages[i - 1]?.role;
    if (i === 0 && role !== 'user')
      return [{ path: ['messages', 0, 'role'], what: `expected the first message to be of the ${awaited}` }];
    return role === before ? [{ path: ['messages', i, 'role'], what: 'expected user and assistant in turn' }] : [];
  });
}

function undefinedTools(messages: readonly JsonObject[], { toolConfig }: JsonObject): RequestProblem[] {
  if ((toolConfig ?? null) !== null) return [];
  const used = messages.some(({ content }) =>
    (content as readonly JsonObject[]).some(({ toolUse, toolResult }) => (toolUse ?? toolResult) !== undefined),
  );
  return used ? [{ path: ['toolConfig'], what: 'expected definitions of the tools that are called, got none' }] : [];
}
