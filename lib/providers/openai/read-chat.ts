import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer, InBandFailure } from '../shared/in-band-failure.ts';
import { jsonOf, readPayload } from '../shared/payload.ts';
import { readLogprobs } from '../shared/read-logprobs.ts';
import { Count, isRecord, omitUnsaid, pick, Text, unreadFields, usageFieldsOf } from '../shared/reading.ts';
import { assembleChat } from './assemble-chat.ts';
import { readContent } from './content-text.ts';
import { argumentText, calledIn, callParts } from './join-tool-calls.ts';

type Fields = Readonly<Record<string, unknown>>;

const Usage = z.looseObject({
  prompt_tokens: Count,
  completion_tokens: Count,
  input_tokens: Count, // gateways that pass on the names of another API
  output_tokens: Count,
  prompt_cache_hit_tokens: Count, // DeepSeek
  cached_tokens: Count, // Moonshot
  cache_read_input_tokens: Count, // gateways to Anthropic
  cache_creation_input_tokens: Count,
  prompt_tokens_details: z.looseObject({ cached_tokens: Count, cache_write_tokens: Count }).nullish().catch(undefined),
  completion_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish().catch(undefined),
  reasoning_tokens: Count, // SGLang
  total_tokens: Count,
});
type Usage = z.infer<typeof Usage>;

const Answer = z.looseObject({
  choices: z.array(z.looseObject({})),
  model: Text,
  provider: Text,
  system_fingerprint: Text,
  service_tier: Text,
  usage: Usage.nullish().catch(undefined),
  metadata: z.looseObject({ weight_version: Text }).nullish().catch(undefined),
});
type Answer = z.infer<typeof Answer>;

/** Settings that some servers repeat as they used them. */
const echoed = ['temperature', 'top_p', 'top_k', 'seed', 'max_tokens', 'max_completion_tokens', 'reasoning_effort'];
/** Read here, or different in every answer. */
const known = [
  ...echoed,
  ...['id', 'object', 'created', 'choices', 'model', 'system_fingerprint', 'service_tier', 'usage', 'request_id'],
  ...['metadata', 'metrics', 'timings', 'kv_transfer_params', 'provider'],
];
const knownOfChoice = ['index', 'message', 'text', 'finish_reason', 'logprobs'];
const knownOfMessage = ['role', 'content', 'refusal', 'tool_calls', 'function_call'];

/** Reads a chat completion, or the stream of chunks that adds up to one. Of several choices the first is the draw. */
export function readChat({ body }: Pick<HttpAnswer, 'body'>): Completion {
  const payload = readPayload(body);
  return readChatJson(payload.kind === 'whole' ? payload.json : assembleChat(jsonOf(payload.events)));
}

/** Reads a chat completion that was parsed, and put together, already. */
export function readChatJson(json: unknown): Completion {
  const response = Answer.parse(json);
  const choice = response.choices[0];
  if (choice === undefined) return readWithoutChoice(response);
  if (isRecord(choice.error)) throw new InBandFailure(choice);

  const finishReason = readFinishReason(choice.finish_reason, 'finish_reason' in choice);
  const message = messageOf(choice);
  const toolCalls = toolCallsOf(message);
  const { text, refusal: refusedIn } = readContent(message.content);
  const refusal = typeof message.refusal === 'string' && message.refusal !== '' ? message.refusal : refusedIn;
  if (finishReason === undefined && text + refusal === '' && toolCalls.length === 0)
    throw new HalfAnswer('the choice holds no message');
  return omitUnsaid<Completion>({
    ...aboutResponse(response),
    text: text || refusal,
    refusal: refusal !== '' ? true : undefined,
    finishReason,
    toolCalls,
    ...readLogprobs(choice.logprobs),
    extra: {
      ...unreadFields(response, known),
      ...unreadFields(choice, knownOfChoice),
      ...unreadFields(message, knownOfMessage),
    },
  });
}

/** The message of a choice; where there is none, the `text` that stood in its place before there were chats. */
function messageOf({ message, text }: Fields): Fields {
  return isRecord(message) ? message : typeof text === 'string' ? { content: text } : {};
}

/**
 * Gemini's compatible route, and others, answer a prompt that a filter stopped with no choice at all. That the prompt was
 * counted says that it was read; without that the answer is none.
 */
function readWithoutChoice(response: Answer): Completion {
  const about = aboutResponse(response);
  const filtered = saysFiltered(response.prompt_filter_results);
  if (!filtered && (about.inputTokens ?? 0) === 0) throw new HalfAnswer('the answer holds no choice');
  return omitUnsaid<Completion>({
    ...about,
    text: '',
    finishReason: filtered ? 'content_filter' : 'no_choice',
    refusal: filtered ? true : undefined,
    extra: unreadFields(response, known),
  });
}

function aboutResponse(response: Answer): Completion {
  const { usage } = response;
  const cached = cachedTokens(usage);
  return omitUnsaid<Completion>({
    inputTokens: promptTokens(usage, cached),
    outputTokens: usage?.completion_tokens ?? usage?.output_tokens,
    cachedInputTokens: cached,
    cacheWriteInputTokens: usage?.prompt_tokens_details?.cache_write_tokens ?? usage?.cache_creation_input_tokens,
    reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? usage?.reasoning_tokens,
    usageFields: usageFieldsOf(usage),
    model: response.model,
    fingerprint: response.system_fingerprint,
    identity: omitUnsaid({
      serviceTier: response.service_tier,
      servedBy: response.provider, // OpenRouter: whose server answered
      weightVersion: response.metadata?.weight_version, // SGLang counts the weights that were loaded into a running server
    }),
    echoedParameters: pick(response, echoed),
  });
}

/** Tokens of the prompt that came from a cache, by whatever name. */
function cachedTokens(usage: Usage | null | undefined): number | null | undefined {
  const { prompt_tokens_details, prompt_cache_hit_tokens, cached_tokens, cache_read_input_tokens } = usage ?? {};
  return prompt_tokens_details?.cached_tokens ?? prompt_cache_hit_tokens ?? cached_tokens ?? cache_read_input_tokens;
}

/** Tokens of the whole prompt; where the total shows that the cached ones were left out, they are added. */
function promptTokens(
  usage: Usage | null | undefined,
  fromCache: number | null | undefined,
): number | null | undefined {
  const { total_tokens: total } = usage ?? {};
  const prompt = usage?.prompt_tokens ?? usage?.input_tokens;
  const output = usage?.completion_tokens ?? usage?.output_tokens;
  const cached = fromCache ?? 0;
  const isRest = prompt != null && output != null && cached > 0 && total === prompt + cached + output;
  return isRest ? prompt + cached : prompt;
}

/** Azure: what its filters found in the prompt, e.g. `[{ content_filter_results: { jailbreak: { filtered: true } } }]`. */
function saysFiltered(results: unknown): boolean {
  const first = Array.isArray(results) ? results[0] : undefined;
  const found = isRecord(first) && isRecord(first.content_filter_results) ? first.content_filter_results : {};
  return Object.values(found).some((result) => isRecord(result) && result.filtered === true);
}

function toolCallsOf({ tool_calls, function_call }: Fields): NonNullable<Completion['toolCalls']> {
  const calls = callParts(tool_calls).flatMap((call) => {
    const called = calledIn(call);
    if (called.name === undefined && called.arguments === undefined) return [];
    const id = typeof call.id === 'string' && call.id !== '' ? { id: call.id } : {};
    return [{ name: nameOf(called), arguments: argumentText(called.arguments), ...id }];
  });
  if (calls.length > 0 || !isRecord(function_call)) return calls;
  return [{ name: nameOf(function_call), arguments: argumentText(function_call.arguments) }];
}

function nameOf({ name }: Fields): string {
  return typeof name === 'string' ? name : '';
}
