import * as z from 'zod';
import { InBandFailure } from '../shared/complete-once.ts';
import { parseServerSentEvents } from '../shared/server-sent-events.ts';

const Chunk = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        index: z.int().catch(0),
        delta: z.looseObject({}).nullish(),
        finish_reason: z.string().nullish(),
        logprobs: z
          .looseObject({ content: z.array(z.unknown()).nullish(), refusal: z.array(z.unknown()).nullish() })
          .nullish(),
      }),
    )
    .nullish(),
  error: z.unknown().optional(),
});
type ChunkChoice = NonNullable<z.infer<typeof Chunk>['choices']>[number];

const Delta = z.looseObject({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        index: z.int().optional(),
        id: z.string().nullish(),
        function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});

interface Call {
  id?: string;
  function: { name: string; arguments: string };
}

/**
 * Adds the chunks of a stream up to the response that would have come without `stream`: the first choice, and of every
 * other field the last value that was not null.
 *
 * @throws {InBandFailure} if the stream holds an error.
 * @throws if the stream broke off: without `[DONE]` and without a finish reason there is no answer.
 */
export function assembleChat(stream: string): unknown {
  const fields: Record<string, unknown> = {};
  const message = new MessageBuilder();
  let done = false;
  for (const { data } of parseServerSentEvents(stream)) {
    if (data.trim() === '[DONE]') {
      done = true;
      break;
    }
    const { choices, error, ...rest } = Chunk.parse(JSON.parse(data));
    if (error != null) throw new InBandFailure(error);
    for (const [key, value] of Object.entries(rest)) if (value != null) fields[key] = value;
    for (const choice of choices ?? []) if (choice.index === 0) message.add(choice);
  }
  if (!done && message.finishReason === undefined) throw new Error('the stream ended before its answer was complete');
  return { ...fields, choices: [message.choice()] };
}

class MessageBuilder {
  finishReason: string | undefined;
  readonly #calls = new Map<number, Call>();
  readonly #logprobs = { content: [] as unknown[], refusal: [] as unknown[] };
  #content = '';
  #refusal = '';

  add({ delta, finish_reason, logprobs }: ChunkChoice): void {
    const { content, refusal, tool_calls } = Delta.parse(delta ?? {});
    this.#content += content ?? '';
    this.#refusal += refusal ?? '';
    this.finishReason = finish_reason ?? this.finishReason;
    this.#logprobs.content.push(...(logprobs?.content ?? []));
    this.#logprobs.refusal.push(...(logprobs?.refusal ?? []));
    for (const [position, part] of (tool_calls ?? []).entries()) {
      const call = this.#call(part.index ?? position);
      if (part.id != null) call.id = part.id;
      call.function.name += part.function?.name ?? '';
      call.function.arguments += part.function?.arguments ?? '';
    }
  }

  choice(): unknown {
    const { content, refusal } = this.#logprobs;
    return {
      index: 0,
      message: {
        content: this.#content,
        refusal: this.#refusal === '' ? null : this.#refusal,
        tool_calls: [...this.#calls].sort(([a], [b]) => a - b).map(([, call]) => call),
      },
      finish_reason: this.finishReason ?? null,
      logprobs: content.length + refusal.length === 0 ? null : this.#logprobs,
    };
  }

  #call(index: number): Call {
    const call = this.#calls.get(index) ?? { function: { name: '', arguments: '' } };
    this.#calls.set(index, call);
    return call;
  }
}
