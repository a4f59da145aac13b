import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import { readContent } from '../openai/content-text.ts';
import { argumentText } from '../openai/join-tool-calls.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { jsonOf, readPayload } from '../shared/payload.ts';
import { readLogprobs } from '../shared/read-logprobs.ts';
import { Count, omitUnsaid, Text, unreadFields } from '../shared/reading.ts';

const Call = z.looseObject({
  id: Text,
  function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }),
});

const Chunk = z.looseObject({
  model: Text,
  message: z.looseObject({ content: z.unknown().optional(), tool_calls: z.array(Call).nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: Text,
  prompt_eval_count: Count,
  eval_count: Count,
  logprobs: z.unknown().optional(),
});
type Chunk = z.infer<typeof Chunk>;

const usage = ['prompt_eval_count', 'eval_count'] as const;
const known = [
  ...usage,
  ...['model', 'created_at', 'message', 'done', 'done_reason', 'logprobs'],
  ...['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'],
];

/** Reads a chat answer: one JSON object, or one a line while it streams; a gateway may make events of the lines. */
export function readChat({ body }: HttpAnswer): Completion {
  const payload = readPayload(body);
  const values = payload.kind === 'whole' ? [payload.json] : [...jsonOf(payload.events)];
  const chunks = values.map((json) => Chunk.parse(json));
  const last = chunks.at(-1);
  if (last?.done !== true) throw new HalfAnswer('the answer ended before it was done');

  return omitUnsaid<Completion>({
    text: chunks.map(({ message }) => readContent(message?.content).text).join(''),
    finishReason: readFinishReason(last.done_reason, false),
    toolCalls: chunks.flatMap(toolCalls),
    inputTokens: last.prompt_eval_count,
    outputTokens: last.eval_count,
    usageFields: usage.filter((key) => last[key] != null),
    ...readLogprobs(chunks.flatMap(({ logprobs }) => logprobs ?? [])),
    model: last.model,
    extra: unreadFields(last, known),
  });
}

/** Ollama gives arguments parsed; what the model wrote is not kept, so they are written out again. */
function toolCalls({ message }: Chunk): NonNullable<Completion['toolCalls']> {
  return (message?.tool_calls ?? []).map(({ id, function: called }) => ({
    name: called.name,
    arguments: argumentText(called.arguments ?? {}),
    ...omitUnsaid<{ id?: string }>({ id }),
  }));
}
