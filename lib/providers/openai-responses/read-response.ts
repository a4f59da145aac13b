import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { argumentText } from '../openai/join-tool-calls.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { isReason, readFinishReason } from '../shared/finish-reasons.ts';
import { InBandFailure } from '../shared/in-band-failure.ts';
import { readPayload } from '../shared/payload.ts';
import { readLogprobs } from '../shared/read-logprobs.ts';
import { Count, omitUnsaid, pick, Text, unreadFields, usageFieldsOf } from '../shared/reading.ts';
import { assembleResponse } from './assemble-response.ts';

const Item = z.looseObject({ type: z.string() });
const Message = z.looseObject({
  type: z.literal('message'),
  content: z.preprocess(
    (value) => (typeof value === 'string' ? [{ text: value }] : value),
    z.array(z.looseObject({ type: Text, text: Text, refusal: Text, logprobs: z.unknown().optional() })),
  ),
});
const Call = z.looseObject({
  type: z.enum(['function_call', 'custom_tool_call']),
  name: z.string(),
  arguments: z.unknown().optional(),
  input: z.unknown().optional(),
  call_id: Text,
});

const Response = z.looseObject({
  status: Text,
  incomplete_details: z.looseObject({ reason: Text }).nullish().catch(undefined),
  model: Text,
  output: z.array(Item),
  service_tier: Text,
  usage: z
    .looseObject({
      input_tokens: Count,
      output_tokens: Count,
      input_tokens_details: z
        .looseObject({ cached_tokens: Count, cache_write_tokens: Count })
        .nullish()
        .catch(undefined),
      output_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
type Response = z.infer<typeof Response>;

/** Settings that the API repeats as it used them, defaults filled in. */
const echoed = [
  'temperature',
  'top_p',
  'top_logprobs',
  'max_output_tokens',
  'max_tool_calls',
  'parallel_tool_calls',
  'tool_choice',
  'truncation',
  'reasoning',
  'text',
  'prompt_cache_retention',
];
/** Read above, repeated from the request, or different each time. */
const known = [
  ...echoed,
  ...[
    'id',
    'object',
    'created_at',
    'completed_at',
    'status',
    'model',
    'output',
    'output_text',
    'usage',
    'service_tier',
  ],
  ...['error', 'incomplete_details', 'instructions', 'tools', 'store', 'background', 'previous_response_id', 'prompt'],
  ...['metadata', 'user', 'safety_identifier', 'prompt_cache_key', 'billing'],
];

/** Reads a response object, or the event stream that ends with one. */
export function readResponse({ body }: HttpAnswer): Completion {
  const payload = readPayload(body);
  const json = payload.kind === 'whole' ? payload.json : assembleResponse(payload.events);
  const response = Response.parse(json);
  const finishReason = reasonOf(response);
  const contents = response.output.flatMap((item) => (item.type === 'message' ? Message.parse(item).content : []));
  const refusals = contents.flatMap(({ refusal }) => refusal ?? []);
  const { usage } = response;
  return omitUnsaid<Completion>({
    text: contents.map(({ text, refusal }) => text ?? refusal ?? '').join(''),
    refusal: refusals.length > 0 ? true : undefined,
    finishReason,
    toolCalls: toolCalls(response),
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
    cachedInputTokens: usage?.input_tokens_details?.cached_tokens,
    cacheWriteInputTokens: usage?.input_tokens_details?.cache_write_tokens,
    reasoningTokens: usage?.output_tokens_details?.reasoning_tokens,
    usageFields: usageFieldsOf(usage),
    ...readLogprobs(contents.flatMap(({ logprobs }) => logprobs ?? [])),
    model: response.model,
    identity: omitUnsaid({ serviceTier: response.service_tier }),
    echoedParameters: pick(response, echoed),
    extra: { ...unreadFields(response, known), ...omitUnsaid({ output: otherItems(response) }) },
  });
}

/** Why it ended: what cut it off, or its status. One that is still going on is no answer. */
function reasonOf({ status, incomplete_details }: Response & { readonly status?: unknown }): string | undefined {
  if (status === 'failed') throw new InBandFailure({ code: 'server_error' });
  if (isReason(incomplete_details?.reason)) return readFinishReason(incomplete_details.reason, true);
  if (status === 'incomplete') return status;
  return readFinishReason(status, status !== undefined);
}

function toolCalls({ output }: Response): Completion['toolCalls'] {
  return output.flatMap((item) => {
    const call = Call.safeParse(item).data;
    if (call === undefined) return [];
    return [
      {
        name: call.name,
        arguments: argumentText(call.arguments ?? call.input),
        ...omitUnsaid<{ id?: string }>({ id: call.call_id }),
      },
    ];
  });
}

/** What was put out beside messages, calls to our tools and reasoning: searches, code runs, calls to hosted tools. */
function otherItems({ output }: Response): Json[] {
  const readHere = ['message', 'function_call', 'custom_tool_call', 'reasoning'];
  return output.filter(({ type }) => !readHere.includes(type)) as Json[];
}
