import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
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
import { parseServerSentEvents } from '../shared/server-sent-events.ts';

const Item = z.looseObject({ type: z.string() });
const Message = z.looseObject({
  type: z.literal('message'),
  content: z.array(z.looseObject({ type: z.string(), text: Text, refusal: Text, logprobs: TokenLogprobs })),
});
const Call = z.looseObject({
  type: z.enum(['function_call', 'custom_tool_call']),
  name: z.string(),
  arguments: Text,
  input: Text,
  call_id: Text,
});

const Response = z.looseObject({
  status: Text,
  error: z.unknown(),
  incomplete_details: z.looseObject({ reason: Text }).nullish().catch(undefined),
  model: Text,
  output: z.array(Item),
  service_tier: Text,
  usage: z
    .looseObject({
      input_tokens: Count,
      output_tokens: Count,
      input_tokens_details: z.looseObject({ cached_tokens: Count, cache_write_tokens: Count }).nullish(),
      output_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish(),
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
export function readResponse(answer: HttpAnswer): Completion {
  const response = Response.parse(isEventStream(answer) ? lastResponse(answer.body) : JSON.parse(answer.body));
  if (response.status === 'failed') throw new InBandFailure(response.error);

  const contents = response.output.flatMap((item) => (item.type === 'message' ? Message.parse(item).content : []));
  const refusals = contents.flatMap(({ refusal }) => refusal ?? []);
  const { usage } = response;
  return said<Completion>({
    text: contents.map(({ text, refusal }) => text ?? refusal ?? '').join(''),
    refusal: refusals.length > 0 ? true : undefined,
    finishReason: response.incomplete_details?.reason ?? response.status,
    toolCalls: toolCalls(response),
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
    cachedInputTokens: usage?.input_tokens_details?.cached_tokens,
    cacheWriteInputTokens: usage?.input_tokens_details?.cache_write_tokens,
    reasoningTokens: usage?.output_tokens_details?.reasoning_tokens,
    usageFields: usageFieldsOf(usage),
    ...logprobsOf(contents.flatMap(({ logprobs }) => logprobs ?? [])),
    model: response.model,
    identity: said({ serviceTier: response.service_tier }),
    echoedParameters: picked(response, echoed),
    extra: { ...unread(response, known), ...said({ output: otherItems(response) }) },
  });
}

/** The response that the stream's last event carries; all deltas before it are in there again. */
function lastResponse(stream: string): unknown {
  for (const { event, data } of parseServerSentEvents(stream).reverse()) {
    if (event === 'error') throw new InBandFailure(JSON.parse(data));
    if (/^response\.(completed|incomplete|failed)$/.test(event)) return JSON.parse(data).response;
  }
  throw new Error('the stream ended before its response was complete');
}

function toolCalls({ output }: Response): Completion['toolCalls'] {
  return output.flatMap((item) => {
    const call = Call.safeParse(item).data;
    if (call === undefined) return [];
    return [
      {
        name: call.name,
        arguments: call.arguments ?? call.input ?? '',
        ...said<{ id?: string }>({ id: call.call_id }),
      },
    ];
  });
}

/** What was put out beside messages, calls to our tools and reasoning: searches, code runs, calls to hosted tools. */
function otherItems({ output }: Response): Json[] {
  const readHere = ['message', 'function_call', 'custom_tool_call', 'reasoning'];
  return output.filter(({ type }) => !readHere.includes(type)) as Json[];
}
