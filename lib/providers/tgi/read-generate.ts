import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { Count, logprobsOf, said, Text, unread } from '../shared/reading.ts';

const Token = z.looseObject({ text: z.string(), logprob: z.number().nullish() });

const Answer = z.looseObject({
  generated_text: z.string(),
  details: z
    .looseObject({
      finish_reason: Text,
      generated_tokens: Count,
      prefill: z.array(z.unknown()).nullish(),
      tokens: z.array(Token).nullish().catch(undefined),
      top_tokens: z.array(z.array(Token)).nullish().catch(undefined),
    })
    .nullish(),
});
type Details = NonNullable<z.infer<typeof Answer>['details']>;

/** Reads what `/generate` answered; the prompt's length stands in a header. */
export function readGenerate({ headers, body }: HttpAnswer): Completion {
  const { generated_text, details, ...rest } = Answer.parse(JSON.parse(body));
  const promptTokens = headers.get('x-prompt-tokens');
  return said<Completion>({
    text: generated_text,
    finishReason: details?.finish_reason,
    inputTokens: promptTokens !== null && /^[0-9]+$/.test(promptTokens) ? Number(promptTokens) : undefined,
    outputTokens: details?.generated_tokens,
    ...(details == null ? {} : logprobsOf(tokens(details))),
    extra: {
      ...unread(rest, []),
      ...(details == null
        ? {}
        : unread(details, ['finish_reason', 'generated_tokens', 'prefill', 'tokens', 'top_tokens'])),
    },
  });
}

/** Special tokens (end of sequence) count: their probability is the probability of stopping there. */
function tokens({ tokens, top_tokens }: Details) {
  const spelledAsOpenAi = ({ text, logprob }: z.infer<typeof Token>) => ({ token: text, logprob: logprob ?? 0 });
  if (tokens == null || tokens.some(({ logprob }) => logprob == null)) return undefined;
  return tokens.map((token, at) => ({
    ...spelledAsOpenAi(token),
    top_logprobs: top_tokens?.[at]?.map(spelledAsOpenAi),
  }));
}
