import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { anthropicMessages, crossCheckAnthropic } from './anthropic-messages.ts';
import { bedrockConverse, crossCheckConverse } from './converse.ts';
import type { CrossCheck } from './request-problem.ts';
import { anyObject, numberFrom, oneOf, someOf, someText, wholeFrom } from './words.ts';

/** How a family of models on Bedrock wants its body. */
interface Family {
  readonly schema: z.ZodType;
  readonly crossCheck?: CrossCheck;
}

const sampling = {
  temperature: numberFrom(0, 2),
  top_p: numberFrom(0, 1),
  p: numberFrom(0, 1),
  max_tokens: wholeFrom(1),
  max_gen_len: wholeFrom(1),
  maxTokens: wholeFrom(1),
};

/** Llama, Mistral, DeepSeek and others that take one prompt. */
const prompted: Family = { schema: z.looseObject({ prompt: someText, ...sampling }) };
const titan: Family = {
  schema: z.looseObject({
    inputText: someText,
    textGenerationConfig: z
      .looseObject({ temperature: numberFrom(0, 1), topP: numberFrom(0, 1), maxTokenCount: wholeFrom(1) })
      .nullish(),
  }),
};
const cohere: Family = { schema: z.looseObject({ message: someText, ...sampling }) };
/** Mistral, AI21, Qwen, gpt-oss and others that take messages much as Chat Completions do. */
const messaging: Family = {
  schema: z.looseObject({
    messages: someOf(
      z.looseObject({
        role: oneOf(['system', 'developer', 'user', 'assistant', 'tool']),
        content: z.union([z.string(), z.array(anyObject)], 'expected a text or a list').nullish(),
      }),
      'expected a list of messages',
    ),
    ...sampling,
  }),
};
const claude: Family = { schema: anthropicMessages, crossCheck: crossCheckAnthropic };
const nova: Family = { schema: bedrockConverse, crossCheck: crossCheckConverse };

/** The family that a body is written for, as far as the body itself shows it; undefined for one that asks for no text. */
export function invokeFamily(body: JsonObject): Family | undefined {
  if (body.anthropic_version !== undefined)
    return body.messages === undefined && body.prompt !== undefined ? prompted : claude;
  if (Array.isArray(body.messages)) return (body.messages as readonly Json[]).some(isNovaTurn) ? nova : messaging;
  if (body.inputText !== undefined) return titan;
  if (typeof body.prompt === 'string') return prompted;
  return typeof body.message === 'string' ? cohere : undefined;
}

/** Nova's parts have no type. */
function isNovaTurn(turn: Json): boolean {
  const content = isJsonObject(turn) ? turn.content : undefined;
  return Array.isArray(content) && isJsonObject(content[0] as Json) && (content[0] as JsonObject).type === undefined;
}
