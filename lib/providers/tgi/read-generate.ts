import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { jsonOf, readPayload } from '../shared/payload.ts';
import { readLogprobs } from '../shared/read-logprobs.ts';
import { Count, isRecord, omitUnsaid, Text, unreadFields } from '../shared/reading.ts';

/** One list of tokens; what is wrong in one of them is told, and costs no more than its log-probabilities. */
const Tokens = z.array(z.looseObject({ text: z.unknown().optional(), logprob: z.unknown().optional() }));

const Answer = z.looseObject({
  generated_text: z.string(),
  details: z
    .looseObject({
      finish_reason: Text,
      generated_tokens: Count,
      tokens: Tokens.nullish().catch(undefined),
      top_tokens: z.array(Tokens).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});
type Details = NonNullable<z.infer<typeof Answer>['details']>;

/** Reads what `/generate` answered, alone or in a list of one; the prompt's length stands in a header. */
export function readGenerate({ headers, body }: HttpAnswer): Completion {
  const payload = readPayload(body);
  const json = payload.kind === 'whole' ? payload.json : lastOf([...jsonOf(payload.events)]);
  const { generated_text, details, ...rest } = Answer.parse(Array.isArray(json) && json.length === 1 ? json[0] : json);
  const finishReason = readFinishReason(details?.finish_reason, details != null);
  const promptTokens = headers.get('x-prompt-tokens');
  return omitUnsaid<Completion>({
    text: generated_text,
    finishReason,
    inputTokens: promptTokens !== null && /^[0-9]+$/.test(promptTokens) ? Number(promptTokens) : undefined,
    outputTokens: details?.generated_tokens,
    ...(details == null ? {} : readLogprobs(tokens(details))),
    extra: {
      ...unreadFields(rest, []),
      ...(details == null
        ? {}
        : unreadFields(details, ['finish_reason', 'generated_tokens', 'prefill', 'tokens', 'top_tokens'])),
    },
  });
}

/** Special tokens (end of sequence) count: their probability is the probability of stopping there. */
function tokens({ tokens, top_tokens }: Details) {
  const asOpenAi = ({ text, logprob }: z.infer<typeof Tokens>[number]) => ({ token: text, logprob });
  return tokens?.map((token, at) => ({
    ...asOpenAi(token),
    top_logprobs: top_tokens?.[at]?.map(asOpenAi),
  }));
}

/** The event of a stream that holds the whole text. */
function lastOf(events: readonly unknown[]): unknown {
  const last = events.findLast((event) => isRecord(event) && typeof event.generated_text === 'string');
  if (last === undefined) throw new HalfAnswer('the stream ended before its answer was complete');
  return last;
}
