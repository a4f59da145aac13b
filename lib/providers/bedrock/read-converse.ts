import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { argumentText } from '../openai/join-tool-calls.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { Count, omitUnsaid, Text, unreadFields, usageFieldsOf } from '../shared/reading.ts';

const ToolUse = z.looseObject({ name: z.string(), toolUseId: Text, input: z.unknown().optional() });
const Block = z.looseObject({ text: Text, toolUse: ToolUse.nullish() });

/** The answer of Converse, which Amazon's Nova models give to InvokeModel too. */
export const ConverseAnswer = z.looseObject({
  output: z.looseObject({ message: z.looseObject({ content: z.array(Block) }) }),
  stopReason: Text,
  usage: z
    .looseObject({
      inputTokens: Count,
      outputTokens: Count,
      cacheReadInputTokens: Count,
      cacheWriteInputTokens: Count,
      cacheReadInputTokenCount: Count,
      cacheWriteInputTokenCount: Count,
    })
    .nullish()
    .catch(undefined),
  trace: z
    .looseObject({ promptRouter: z.looseObject({ invokedModelId: Text }).nullish() })
    .nullish()
    .catch(undefined),
  serviceTier: z.looseObject({ type: Text }).nullish().catch(undefined),
  performanceConfig: z.looseObject({ latency: Text }).nullish().catch(undefined),
});
type ConverseAnswer = z.infer<typeof ConverseAnswer>;

const known = ['output', 'stopReason', 'usage', 'metrics', 'serviceTier', 'performanceConfig'];

/** Reads what Converse answered. No model is named in there unless a prompt router chose one. */
export function readConverse(json: unknown): Completion {
  const answer = ConverseAnswer.parse(json);
  const { content } = answer.output.message;
  const finishReason = readFinishReason(answer.stopReason, answer.stopReason !== undefined);
  if (finishReason === undefined && content.length === 0) throw new HalfAnswer('the message holds nothing');
  const { usage } = answer;
  // The runtime and Nova's own format name these differently.
  const read = usage?.cacheReadInputTokens ?? usage?.cacheReadInputTokenCount;
  const written = usage?.cacheWriteInputTokens ?? usage?.cacheWriteInputTokenCount;
  return omitUnsaid<Completion>({
    text: content.map(({ text }) => text ?? '').join(''),
    refusal: finishReason === 'refusal' ? true : undefined,
    finishReason,
    toolCalls: content.flatMap(({ toolUse }) => (toolUse == null ? [] : [callOf(toolUse)])),
    // Counted apart from the cache: a warm cache must not look like a new prompt.
    inputTokens: usage?.inputTokens == null ? undefined : usage.inputTokens + (read ?? 0) + (written ?? 0),
    outputTokens: usage?.outputTokens,
    cachedInputTokens: read,
    cacheWriteInputTokens: written,
    usageFields: usageFieldsOf(usage),
    model: answer.trace?.promptRouter?.invokedModelId,
    identity: omitUnsaid({ serviceTier: answer.serviceTier?.type, latencyMode: answer.performanceConfig?.latency }),
    extra: { ...unreadFields(answer, known), ...omitUnsaid({ content: otherBlocks(answer) }) },
  });
}

function callOf({ name, input, toolUseId }: z.infer<typeof ToolUse>): { name: string; arguments: string; id?: string } {
  return { name, arguments: argumentText(input ?? {}), ...omitUnsaid<{ id?: string }>({ id: toolUseId }) };
}

function otherBlocks({ output }: ConverseAnswer): Json[] {
  const readHere = ['text', 'toolUse', 'reasoningContent'];
  return output.message.content.filter((block) => !readHere.some((key) => block[key] != null)) as Json[];
}
