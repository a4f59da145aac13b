import * as z from 'zod';
import { assembleMessage } from '../anthropic/assemble-message.ts';
import { assembleChat } from '../openai/assemble-chat.ts';
import { assembleConverse } from './assemble-converse.ts';
import type { StreamedEvent } from './event-stream.ts';

type Chunk = Record<string, unknown>;

const Piece = z.looseObject({ bytes: z.base64() });
const Metrics = z.looseObject({ inputTokenCount: z.int().min(0), outputTokenCount: z.int().min(0) });
const metricsKey = 'amazon-bedrock-invocationMetrics';

/** How each family of models streams, told by a key of its first chunk, and the answer that its chunks add up to. */
const families: readonly { readonly key: string; assemble(chunks: readonly Chunk[]): unknown }[] = [
  { key: 'messageStart', assemble: assembleNova },
  { key: 'type', assemble: (chunks) => assembleMessage(eventStream(chunks)) }, // Anthropic Claude
  { key: 'choices', assemble: (chunks) => assembleChat(eventStream(chunks)) }, // those who speak as OpenAI does
  { key: 'generation', assemble: assembleLlama },
  { key: 'outputText', assemble: assembleTitan },
  { key: 'outputs', assemble: assembleMistral },
];

/** What InvokeModelWithResponseStream adds up to: the body of InvokeModel, and the counts that Bedrock made itself. */
export interface AssembledInvoke {
  readonly json: unknown;
  readonly counts: { readonly inputTokens?: number; readonly outputTokens?: number };
}

/**
 * Puts a streamed answer of InvokeModel together into the one that comes at once.
 *
 * @throws if it broke off, or is the form of no family that we know.
 */
export function assembleInvoke(events: readonly StreamedEvent[]): AssembledInvoke {
  const chunks = events.map(({ payload }) => {
    return z.looseObject({}).parse(JSON.parse(Buffer.from(Piece.parse(payload).bytes, 'base64').toString('utf8')));
  });
  const family = families.find(({ key }) => chunks[0]?.[key] != null);
  if (family === undefined) throw new Error('the stream has the form of no known model family');
  const metrics = chunks.map((chunk) => Metrics.safeParse(chunk[metricsKey]).data).find((found) => found !== undefined);
  const said = chunks.map(({ [metricsKey]: _counted, ...chunk }) => chunk);
  const counts =
    metrics === undefined ? {} : { inputTokens: metrics.inputTokenCount, outputTokens: metrics.outputTokenCount };
  return { json: family.assemble(said), counts };
}

/** As the same chunks come over HTTP from the makers of the model themselves. */
function eventStream(chunks: readonly Chunk[]): string {
  return chunks.map((chunk) => `event: ${chunk.type ?? 'message'}\ndata: ${JSON.stringify(chunk)}\n\n`).join('');
}

/** Nova's chunks are Converse's events, each under its name. */
function assembleNova(chunks: readonly Chunk[]): unknown {
  return assembleConverse(
    chunks.flatMap((chunk) => Object.entries(chunk).map(([type, payload]) => ({ type, payload }))),
  );
}

function assembleLlama(chunks: readonly Chunk[]): unknown {
  const last = finished(chunks, ({ stop_reason }) => stop_reason);
  const count = (key: string) => chunks.map((chunk) => chunk[key]).findLast((value) => value != null);
  return {
    ...last,
    generation: chunks.map(({ generation }) => generation ?? '').join(''),
    prompt_token_count: count('prompt_token_count'),
    generation_token_count: count('generation_token_count'),
  };
}

function assembleTitan(chunks: readonly Chunk[]): unknown {
  const { completionReason, totalOutputTextTokenCount } = finished(chunks, (chunk) => chunk.completionReason);
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
  const { stop_reason } = finished(outputs, (output) => output.stop_reason);
  return { outputs: [{ text: outputs.map(({ text }) => text ?? '').join(''), stop_reason }] };
}

/** The chunk that says why the model stopped; without one the stream broke off. */
function finished(chunks: readonly Chunk[], reason: (chunk: Chunk) => unknown): Chunk {
  const last = chunks.findLast((chunk) => reason(chunk) != null);
  if (last === undefined) throw new Error('the stream ended before its answer was complete');
  return last;
}
