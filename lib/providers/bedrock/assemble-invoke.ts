import * as z from 'zod';
import { assembleMessage } from '../anthropic/assemble-message.ts';
import { assembleChat } from '../openai/assemble-chat.ts';
import { isReason } from '../shared/finish-reasons.ts';
import { failureIn, HalfAnswer, InBandFailure } from '../shared/in-band-failure.ts';
import { parseJson } from '../shared/parse-json.ts';
import { isRecord } from '../shared/reading.ts';
import { assembleConverse } from './assemble-converse.ts';
import type { StreamedEvent } from './event-stream.ts';
import type { InvokeCounts } from './read-invoke.ts';

type Chunk = Readonly<Record<string, unknown>>;

const Piece = z.looseObject({ bytes: z.base64() });
const Count = z.int().min(0).optional().catch(undefined);
const Metrics = z.looseObject({
  inputTokenCount: Count,
  outputTokenCount: Count,
  cacheReadInputTokenCount: Count,
  cacheWriteInputTokenCount: Count,
});
const metricsKey = 'amazon-bedrock-invocationMetrics';

/** How each family of models streams, told by a key of its first chunk, and the answer that its chunks add up to. */
const families: readonly { readonly key: string; assemble(chunks: readonly Chunk[]): unknown }[] = [
  { key: 'messageStart', assemble: assembleNova },
  { key: 'type', assemble: assembleMessage }, // Anthropic Claude
  { key: 'choices', assemble: assembleChat }, // those who speak as OpenAI does
  { key: 'generation', assemble: assembleLlama },
  { key: 'outputText', assemble: assembleTitan },
  { key: 'outputs', assemble: assembleMistral },
];

/** What InvokeModelWithResponseStream adds up to: the body of InvokeModel, and the counts that Bedrock made itself. */
export interface AssembledInvoke {
  readonly json: unknown;
  readonly counts: InvokeCounts;
}

/**
 * Puts a streamed answer of InvokeModel together into the one that comes at once.
 *
 * @throws {InBandFailure} if a chunk is an error.
 * @throws if it broke off, or is the form of no family that we know.
 */
export function assembleInvoke(events: readonly StreamedEvent[]): AssembledInvoke {
  const chunks = events.map(chunkOf);
  const family = families.find(({ key }) => chunks[0]?.[key] != null);
  if (family === undefined) throw new HalfAnswer('the stream has the form of no known model family');
  const metrics = chunks.map((chunk) => Metrics.safeParse(chunk[metricsKey]).data).find((found) => found !== undefined);
  const said = chunks.map(({ [metricsKey]: _counted, ...chunk }) => chunk);
  return {
    json: family.assemble(said),
    counts: {
      input: metrics?.inputTokenCount,
      output: metrics?.outputTokenCount,
      cacheRead: metrics?.cacheReadInputTokenCount,
      cacheWrite: metrics?.cacheWriteInputTokenCount,
    },
  };
}

function chunkOf({ payload }: StreamedEvent): Chunk {
  const chunk = parseJson(Buffer.from(Piece.parse(payload).bytes, 'base64').toString('utf8'));
  const failure = failureIn(chunk);
  if (failure !== undefined) throw new InBandFailure(failure);
  if (!isRecord(chunk)) throw new HalfAnswer('a chunk of the stream is no object');
  return chunk;
}

/** Nova's chunks are Converse's events, each under its name. */
function assembleNova(chunks: readonly Chunk[]): unknown {
  return assembleConverse(
    chunks.flatMap((chunk) => Object.entries(chunk).map(([type, payload]) => ({ type, payload }))),
  );
}

function assembleLlama(chunks: readonly Chunk[]): unknown {
  const last = lastWithReason(chunks, ({ stop_reason }) => stop_reason);
  const count = (key: string) => chunks.map((chunk) => chunk[key]).findLast((value) => value != null);
  return {
    ...last,
    generation: chunks.map(({ generation }) => generation ?? '').join(''),
    prompt_token_count: count('prompt_token_count'),
    generation_token_count: count('generation_token_count'),
  };
}

function assembleTitan(chunks: readonly Chunk[]): unknown {
  const last = lastWithReason(chunks, (chunk) => chunk.completionReason);
  const { completionReason, totalOutputTextTokenCount } = last;
  const outputText = chunks.map((chunk) => chunk.outputText ?? '').join('');
  const inputTextTokenCount = chunks.map((chunk) => chunk.inputTextTokenCount).find((value) => value != null);
  return { inputTextTokenCount, results: [{ outputText, completionReason, tokenCount: totalOutputTextTokenCount }] };
}

function assembleMistral(chunks: readonly Chunk[]): unknown {
  const outputs = chunks.flatMap(({ outputs: all }) =>
    z
      .array(z.looseObject({}))
      .parse(all ?? [])
      .slice(0, 1),
  );
  const { stop_reason } = lastWithReason(outputs, (output) => output.stop_reason);
  return { outputs: [{ text: outputs.map(({ text }) => text ?? '').join(''), stop_reason }] };
}

/** The chunk that says why the model stopped; without one the stream broke off. */
function lastWithReason(chunks: readonly Chunk[], reason: (chunk: Chunk) => unknown): Chunk {
  const last = chunks.findLast((chunk) => isReason(reason(chunk)));
  if (last === undefined) throw new HalfAnswer('the stream ended before its answer was complete');
  return last;
}
