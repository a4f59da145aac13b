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

const Called = z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() });

const Delta = z.looseObject({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  function_call: Called.nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        index: z.int().optional(),
        id: z.string().nullish(),
        function: Called.nullish(),
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
 * other field the last value that was not null. Fields of the choice that we do not know grow where they are lists, and
 * those of its message where they are text, as the answer does.
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
  readonly #ofChoice: Record<string, unknown> = {};
  readonly #ofMessage: Record<string, unknown> = {};
  #legacyCall: Call['function'] | undefined;
  #content = '';
  #refusal = '';

  add({ index: _first, delta, finish_reason, logprobs, ...ofChoice }: ChunkChoice): void {
    const { role: _assistant, content, refusal, tool_calls, function_call, ...ofMessage } = Delta.parse(delta ?? {});
    grow(this.#ofChoice, ofChoice, Array.isArray);
    grow(this.#ofMessage, ofMessage, isText);
    this.#content += content ?? '';
    this.#refusal += refusal ?? '';
    this.finishReason = finish_reason ?? this.finishReason;
    this.#logprobs.content.push(...(logprobs?.content ?? []));
    this.#logprobs.refusal.push(...(logprobs?.refusal ?? []));
    for (const [position, part] of (tool_calls ?? []).entries()) {
      const call = this.#call(part.index ?? position);
      if (part.id != null) call.id = part.id;
      extend(call.function, part.function);
    }
    if (function_call == null) return;
    this.#legacyCall ??= { name: '', arguments: '' };
    extend(this.#legacyCall, function_call);
  }

  choice(): unknown {
    const { content, refusal } = this.#logprobs;
    return {
      ...this.#ofChoice,
      index: 0,
      message: {
        ...this.#ofMessage,
        ...(this.#legacyCall === undefined ? {} : { function_call: this.#legacyCall }),
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

function extend(call: Call['function'], part: z.infer<typeof Called> | null | undefined): void {
  call.name += part?.name ?? '';
  call.arguments += part?.arguments ?? '';
}

const isText = (value: unknown) => typeof value === 'string';

/** Lays fields over those before; values that grow are put behind one another, of the others the last one stays. */
function grow(fields: Record<string, unknown>, more: object, grows: (value: unknown) => boolean): void {
  for (const [key, value] of Object.entries(more)) {
    const before = fields[key];
    if (value == null) continue;
    fields[key] = before !== undefined && grows(before) && grows(value) ? (before as string).concat(value) : value;
  }
}
