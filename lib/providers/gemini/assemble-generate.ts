import * as z from 'zod';
import { InBandFailure } from '../shared/complete-once.ts';
import { parseServerSentEvents } from '../shared/server-sent-events.ts';

const Tokens = z.array(z.unknown()).nullish();

const Candidate = z.looseObject({
  index: z.int().catch(0),
  content: z.looseObject({ parts: z.array(z.unknown()).nullish() }).nullish(),
  logprobsResult: z.looseObject({ chosenCandidates: Tokens, topCandidates: Tokens }).nullish().catch(undefined),
});

const Chunk = z.looseObject({
  candidates: z.array(Candidate).nullish(),
  promptFeedback: z.looseObject({ blockReason: z.string().nullish() }).nullish(),
  error: z.unknown().optional(),
});

/**
 * Adds the chunks of a stream up to the answer that would have come at once: parts and log-probabilities of the first
 * candidate one after another, and of every other field the last value that was not null.
 *
 * @throws {InBandFailure} if the stream holds an error.
 * @throws if the stream broke off: without a reason to stop there is no answer.
 */
export function assembleGenerate(stream: string): unknown {
  const fields: Record<string, unknown> = {};
  const first: Record<string, unknown> = {};
  const parts: unknown[] = [];
  const chosenCandidates: unknown[] = [];
  const topCandidates: unknown[] = [];
  for (const { data } of parseServerSentEvents(stream)) {
    const { candidates, error, ...rest } = Chunk.parse(JSON.parse(data));
    if (error != null) throw new InBandFailure(error);
    overlay(fields, rest);
    for (const { content, logprobsResult, ...said } of candidates ?? []) {
      if (said.index !== 0) continue;
      overlay(first, said);
      parts.push(...(content?.parts ?? []));
      chosenCandidates.push(...(logprobsResult?.chosenCandidates ?? []));
      topCandidates.push(...(logprobsResult?.topCandidates ?? []));
    }
  }
  const isBlocked = Chunk.parse(fields).promptFeedback?.blockReason != null;
  if (isBlocked) return fields;
  if (first.finishReason === undefined) throw new Error('the stream ended before its answer was complete');
  const logprobsResult = chosenCandidates.length === 0 ? null : { chosenCandidates, topCandidates };
  return { ...fields, candidates: [{ ...first, content: { role: 'model', parts }, logprobsResult }] };
}

function overlay(fields: Record<string, unknown>, said: object): void {
  for (const [key, value] of Object.entries(said)) if (value != null) fields[key] = value;
}
