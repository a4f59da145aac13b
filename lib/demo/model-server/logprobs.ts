import type { ScoredToken, TokenScore } from './model-sequence.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A token's log-probability as OpenAI writes it. */
export interface ApiTokenScore {
  readonly token: string;
  readonly logprob: number;
  /** UTF-8 bytes, maybe a part of a character; null for a special token, which is no text. */
  readonly bytes: readonly number[] | null;
}

export interface ApiLogprob extends ApiTokenScore {
  readonly top_logprobs: readonly ApiTokenScore[];
}

/** Scored tokens as OpenAI writes them. */
export function apiLogprobs(tokens: readonly ScoredToken[], vocabulary: Vocabulary): ApiLogprob[] {
  const write = ({ token, logprob }: TokenScore) => {
    if (vocabulary.isSpecial(token)) return { token: vocabulary.name(token), logprob, bytes: null };
    const bytes = vocabulary.bytes(token);
    return { token: tokenText(bytes), logprob, bytes: [...bytes] };
  };
  return tokens.map((scored) => ({ ...write(scored), top_logprobs: scored.top.map(write) }));
}

const strictly = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a token; part of a character is spelled out as OpenAI spells it, `bytes:\xe2\x82`, so that tokens differ. */
export function tokenText(bytes: Uint8Array): string {
  try {
    return strictly.decode(bytes);
  } catch {
    return `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}`;
  }
}
