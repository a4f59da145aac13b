import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { argumentText } from '../openai/join-tool-calls.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { jsonOf, readPayload } from '../shared/payload.ts';
import { Count, omitUnsaid, Text, unreadFields, usageFieldsOf } from '../shared/reading.ts';
import { assembleMessage } from './assemble-message.ts';

const Block = z.looseObject({ type: z.string() });
const TextBlock = z.looseObject({ type: z.literal('text'), text: z.string() });
const ToolUse = z.looseObject({
  type: z.literal('tool_use'),
  name: z.string(),
  id: Text,
  input: z.unknown().optional(),
});

const Message = z.looseObject({
  content: z.preprocess(
    (value) => (typeof value === 'string' ? [{ type: 'text', text: value }] : value),
    z.array(Block),
  ),
  model: Text,
  stop_reason: Text,
  usage: z
    .looseObject({
      input_tokens: Count,
      output_tokens: Count,
      cache_read_input_tokens: Count,
      cache_creation_input_tokens: Count,
      output_tokens_details: z.looseObject({ thinking_tokens: Count }).nullish().catch(undefined),
      service_tier: Text,
      inference_geo: Text,
      speed: Text,
    })
    .nullish()
    .catch(undefined),
});
type Message = z.infer<typeof Message>;

const known = ['id', 'type', 'role', 'content', 'model', 'stop_reason', 'usage'];

/** Reads what the Messages API answered: a message object, or the stream that adds up to one. */
export function readMessageAnswer({ body }: HttpAnswer): Completion {
  const payload = readPayload(body);
  return readMessage(payload.kind === 'whole' ? payload.json : assembleMessage(jsonOf(payload.events)));
}

/** Reads a message object, from a plain answer or put together from a stream. */
export function readMessage(json: unknown): Completion {
  const message = Message.parse(json);
  const finishReason = readFinishReason(message.stop_reason, message.stop_reason !== undefined);
  if (finishReason === undefined && message.content.length === 0) throw new HalfAnswer('the message holds nothing');
  const { usage } = message;
  return omitUnsaid<Completion>({
    text: message.content.flatMap((block) => (block.type === 'text' ? TextBlock.parse(block).text : [])).join(''),
    refusal: message.stop_reason === 'refusal' ? true : undefined,
    finishReason,
    toolCalls: toolCalls(message),
    inputTokens: wholeInput(usage),
    outputTokens: usage?.output_tokens,
    cachedInputTokens: usage?.cache_read_input_tokens,
    cacheWriteInputTokens: usage?.cache_creation_input_tokens,
    reasoningTokens: usage?.output_tokens_details?.thinking_tokens,
    usageFields: usageFieldsOf(usage),
    model: message.model,
    identity: omitUnsaid({ serviceTier: usage?.service_tier, servedIn: usage?.inference_geo, speed: usage?.speed }),
    extra: { ...unreadFields(message, known), ...omitUnsaid({ content: otherBlocks(message) }) },
  });
}

/** The API counts only what came neither from the cache nor went into it; a warm cache must not look like a new prompt. */
function wholeInput(usage: Message['usage']): number | undefined {
  if (usage?.input_tokens == null) return undefined;
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
}

function toolCalls({ content }: Message): Completion['toolCalls'] {
  return content
    .filter(({ type }) => type === 'tool_use')
    .map((block) => {
      const { name, input, id } = ToolUse.parse(block);
      return { name, arguments: argumentText(input ?? {}), ...omitUnsaid<{ id?: string }>({ id }) };
    });
}

/** Blocks beside text, calls to our tools and thinking: what tools on the server were asked and found. */
function otherBlocks({ content }: Message): Json[] {
  const readHere = ['text', 'tool_use', 'thinking', 'redacted_thinking'];
  return content.filter(({ type }) => !readHere.includes(type)) as Json[];
}
