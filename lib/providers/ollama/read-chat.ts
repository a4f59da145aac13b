import * as z from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { InBandFailure } from '../shared/complete-once.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { Count, logprobsOf, said, Text, TokenLogprobs, unread } from '../shared/reading.ts';

const Call = z.looseObject({
  id: Text,
  function: z.looseObject({ name: z.string(), arguments: z.json() }),
});

const Chunk = z.looseObject({
  error: Text,
  model: Text,
  message: z.looseObject({ content: Text, tool_calls: z.array(Call).nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: Text,
  prompt_eval_count: Count,
  eval_count: Count,
  logprobs: TokenLogprobs,
});
type Chunk = z.infer<typeof Chunk>;

const usage = ['prompt_eval_count', 'eval_count'] as const;
const known = [
  ...usage,
  ...['model', 'created_at', 'message', 'done', 'done_reason', 'logprobs'],
  ...['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'],
];

/** Reads a chat answer: one JSON object, or one a line while it streams. */
export function readChat({ body }: HttpAnswer): Completion {
  const chunks = body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Chunk.parse(JSON.parse(line)));
  const failed = chunks.find(({ error }) => error != null);
  if (failed !== undefined) throw new InBandFailure({ message: failed.error ?? '' });
  const last = chunks.at(-1);
  if (last?.done !== true) throw new Error('the answer ended before it was done');

  return said<Completion>({
    text: chunks.map(({ message }) => message?.content ?? '').join(''),
    finishReason: last.done_reason,
    toolCalls: chunks.flatMap(toolCalls),
    inputTokens: last.prompt_eval_count,
    outputTokens: last.eval_count,
    usageFields: usage.filter((key) => last[key] != null),
    ...logprobsOf(chunks.flatMap(({ logprobs }) => logprobs ?? [])),
    model: last.model,
    extra: unread(last, known),
  });
}

/** Ollama gives arguments parsed; what the model wrote is not kept, so they are written out again. */
function toolCalls({ message }: Chunk): NonNullable<Completion['toolCalls']> {
  return (message?.tool_calls ?? []).map(({ id, function: called }) => ({
    name: called.name,
    arguments: typeof called.arguments === 'string' ? called.arguments : JSON.stringify(called.arguments as Json),
    ...said<{ id?: string }>({ id }),
  }));
}
