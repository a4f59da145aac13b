import { isReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { isRecord, overlay, overlayUsage } from '../shared/reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Adds the chunks of a stream up to the answer that would have come at once: parts and log-probabilities of the first
 * candidate one after another, and of every other field the last value that says something.
 *
 * @throws {HalfAnswer} if the stream broke off: without a reason to stop there is no answer.
 */
export function assembleGenerate(chunks: Iterable<unknown>): unknown {
  const fields: Record<string, unknown> = {};
  const first: Record<string, unknown> = {};
  const parts: unknown[] = [];
  const logprobs = { chosenCandidates: [] as unknown[], topCandidates: [] as unknown[] };
  let usage: unknown;
  for (const chunk of chunks) {
    if (!isRecord(chunk)) throw new HalfAnswer('a chunk of the stream is no object');
    const { candidates, usageMetadata, ...rest } = chunk;
    overlay(fields, rest);
    usage = overlayUsage(usage, usageMetadata);
    for (const candidate of listOf(candidates)) {
      if (!isRecord(candidate) || (typeof candidate.index === 'number' && candidate.index !== 0)) continue;
      const { content, logprobsResult, finishReason, ...said } = candidate;
      overlay(first, said);
      if (isReason(finishReason)) first.finishReason = finishReason;
      append(parts, asRecord(content).parts);
      append(logprobs.chosenCandidates, asRecord(logprobsResult).chosenCandidates);
      append(logprobs.topCandidates, asRecord(logprobsResult).topCandidates);
    }
  }
  const counted = usage === undefined ? fields : { ...fields, usageMetadata: usage };
  if (isReason(asRecord(fields.promptFeedback).blockReason)) return counted;
  if (first.finishReason === undefined) throw new HalfAnswer('the stream ended before its answer was complete');
  const logprobsResult = logprobs.chosenCandidates.length === 0 ? null : logprobs;
  return { ...counted, candidates: [{ ...first, content: { role: 'model', parts }, logprobsResult }] };
}

function append(list: unknown[], more: unknown): void {
  for (const item of listOf(more)) list.push(item);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
