import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import { InBandFailure } from '../shared/complete-once.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import {
  Count,
  isEventStream,
  logprobsOf,
  picked,
  said,
  Text,
  TokenLogprobs,
  unread,
  usageFieldsOf,
} from '../shared/reading.ts';
import { assembleChat } from './assemble-chat.ts';

/** Text, or the parts that some servers cut it into. */
const Content = z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: Text, refusal: Text }))]);

const ToolCall = z.looseObject({
  id: Text,
  type: Text,
  function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).nullish(),
  custom: z.looseObject({ name: z.string(), input: z.string() }).nullish(),
});

const Message = z.looseObject({
  content: Content.nullish(),
  refusal: Text,
  tool_calls: z.array(ToolCall).nullish(),
  function_call: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).nullish(),
});
type Message = z.infer<typeof Message>;

const Choice = z.looseObject({
  message: Message,
  finish_reason: Text,
  logprobs: z.looseObject({ content: TokenLogprobs, refusal: TokenLogprobs }).nullish().catch(undefined),
});

const Usage = z.looseObject({
  prompt_tokens: Count,
  completion_tokens: Count,
  prompt_tokens_details: z.looseObject({ cached_tokens: Count, cache_write_tokens: Count }).nullish().catch(undefined),
  completion_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish().catch(undefined),
  reasoning_tokens: Count, // SGLang
});

const Answer = z.looseObject({
  choices: z.array(Choice).min(1),
  model: Text,
  system_fingerprint: Text,
  service_tier: Text,
  usage: Usage.nullish().catch(undefined),
  metadata: z.looseObject({ weight_version: Text }).nullish().catch(undefined),
});

/** Settings that some servers repeat as they used them. */
const echoed = ['temperature', 'top_p', 'top_k', 'seed', 'max_tokens', 'max_completion_tokens', 'reasoning_effort'];
/** Read here, or different in every answer. */
const known = [
  ...echoed,
  ...['id', 'object', 'created', 'choices', 'model', 'system_fingerprint', 'service_tier', 'usage', 'request_id'],
  ...['metadata', 'metrics', 'timings', 'kv_transfer_params'],
];
const knownOfChoice = ['index', 'message', 'finish_reason', 'logprobs'];
const knownOfMessage = ['role', 'content', 'refusal', 'tool_calls', 'function_call'];

/** Reads a chat completion, or the stream of chunks that adds up to one. Of several choices the first is the draw. */
export function readChat(answer: HttpAnswer): Completion {
  const json: unknown = isEventStream(answer) ? assembleChat(answer.body) : JSON.parse(answer.body);
  // Gateways answer 200 with an error inside when the server behind them failed.
  if (isRecord(json) && json.choices == null && json.error != null) throw new InBandFailure(json.error);

  const response = Answer.parse(json);
  const { usage } = response;
  const choice = response.choices[0] as z.infer<typeof Choice>;
  const { message, finish_reason, logprobs } = choice;
  const refusal = message.refusal ?? refusalPart(message);
  return said<Completion>({
    text: textOf(message) || (refusal ?? ''),
    refusal: refusal ? true : undefined,
    finishReason: finish_reason,
    toolCalls: toolCallsOf(message),
    inputTokens: usage?.prompt_tokens,
    outputTokens: usage?.completion_tokens,
    cachedInputTokens: usage?.prompt_tokens_details?.cached_tokens,
    cacheWriteInputTokens: usage?.prompt_tokens_details?.cache_write_tokens,
    reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? usage?.reasoning_tokens,
    usageFields: usageFieldsOf(usage),
    ...logprobsOf(logprobs?.content?.length ? logprobs.content : logprobs?.refusal),
    model: response.model,
    fingerprint: response.system_fingerprint || undefined, // some send an empty one
    // SGLang counts the weights that were loaded into a running server.
    identity: said({ serviceTier: response.service_tier, weightVersion: response.metadata?.weight_version }),
    echoedParameters: picked(response, echoed),
    extra: { ...unread(response, known), ...unread(choice, knownOfChoice), ...unread(message, knownOfMessage) },
  });
}

function textOf({ content }: Message): string {
  if (content == null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
}

function refusalPart({ content }: Message): string | undefined {
  if (content == null || typeof content === 'string') return undefined;
  return content.map(({ refusal }) => refusal ?? '').join('') || undefined;
}

function toolCallsOf({ tool_calls, function_call }: Message): NonNullable<Completion['toolCalls']> {
  const calls = (tool_calls ?? []).flatMap((call) => {
    const id = said<{ id?: string }>({ id: call.id });
    if (call.function != null) return [{ name: call.function.name, arguments: asText(call.function.arguments), ...id }];
    if (call.custom != null) return [{ name: call.custom.name, arguments: call.custom.input, ...id }];
    return [];
  });
  if (calls.length > 0 || function_call == null) return calls;
  return [{ name: function_call.name, arguments: asText(function_call.arguments) }];
}

/** Arguments are a string of JSON by the protocol; some servers send the object itself. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
