import type { RateLimit } from '../../ports/provider.ts';

/**
 * Limits as response headers tell them: OpenAI's `x-ratelimit-*` (Azure and several engines send the same) and
 * Anthropic's `anthropic-ratelimit-*`. Undefined where none came.
 */
export function rateLimitOf(headers: Headers, now: Date): RateLimit | undefined {
  const openai = (name: string) => headers.get(`x-ratelimit-${name}`);
  const anthropic = (name: string) => headers.get(`anthropic-ratelimit-${name}`);
  const found = Object.entries({
    remainingRequests: count(openai('remaining-requests') ?? anthropic('requests-remaining')),
    remainingTokens: count(
      openai('remaining-tokens') ?? anthropic('tokens-remaining') ?? anthropic('input-tokens-remaining'),
    ),
    limitRequests: count(openai('limit-requests') ?? anthropic('requests-limit')),
    limitTokens: count(openai('limit-tokens') ?? anthropic('tokens-limit') ?? anthropic('input-tokens-limit')),
    resetRequestsMs: duration(openai('reset-requests')) ?? until(anthropic('requests-reset'), now),
    resetTokensMs:
      duration(openai('reset-tokens')) ?? until(anthropic('tokens-reset') ?? anthropic('input-tokens-reset'), now),
  }).filter(([, value]) => value !== undefined);
  return found.length === 0 ? undefined : (Object.fromEntries(found) as RateLimit);
}

function count(text: string | null): number | undefined {
  return text !== null && /^[0-9]+$/.test(text.trim()) ? Number(text) : undefined;
}

const unitMs: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `20ms`, `1h2m3.5s`, or seconds without a unit. */
function duration(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] as number), 0);
}

/** An RFC 3339 time, as milliseconds from `now`. */
function until(text: string | null, now: Date): number | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
