import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import { readMessage } from '../anthropic/read-message.ts';
import { readChatJson } from '../openai/read-chat.ts';
import { readFinishReason } from '../shared/finish-reasons.ts';
import { HalfAnswer } from '../shared/in-band-failure.ts';
import { Count, omitUnsaid, Text, unreadFields } from '../shared/reading.ts';
import { countTokens } from '../shared/tidy-completion.ts';
import { readConverse } from './read-converse.ts';

const Llama = z.looseObject({
  generation: z.string(),
  stop_reason: Text,
  prompt_token_count: Count,
  generation_token_count: Count,
});
const Mistral = z.looseObject({ outputs: z.array(z.looseObject({ text: z.string(), stop_reason: Text })).min(1) });
const Titan = z.looseObject({
  inputTextTokenCount: Count,
  results: z.array(z.looseObject({ outputText: z.string(), completionReason: Text, tokenCount: Count })).min(1),
});
const CohereChat = z.looseObject({ text: z.string(), finish_reason: Text });

/** How each family of models on Bedrock answers InvokeModel, told by a key that only it has. */
const families: readonly { readonly key: string; read(json: object): Completion }[] = [
  { key: 'output', read: readConverse }, // Amazon Nova
  { key: 'content', read: readMessage }, // Anthropic Claude
  { key: 'choices', read: readChatJson }, // OpenAI, Qwen, DeepSeek, AI21 and newer Mistral
  { key: 'generation', read: readLlama },
  { key: 'outputs', read: readMistral },
  { key: 'results', read: readTitan },
  { key: 'text', read: readCohere },
];

/** Tokens as Bedrock counted them itself; `input` is without what came from the cache or went into it. */
export interface InvokeCounts {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/**
 * Reads what InvokeModel answered: the model family's own JSON, and Bedrock's own counts where it has none.
 *
 * @throws if it is the form of no family that we know.
 */
export function readInvoke(answer: unknown, counts: InvokeCounts): Completion {
  const json = z.looseObject({}).parse(answer);
  const family = families.find(({ key }) => json[key] != null);
  if (family === undefined) throw new HalfAnswer('the answer has the form of no known model family');
  const { cacheRead = 0, cacheWrite = 0, input, output } = counts;
  const whole = input === undefined ? undefined : input + cacheRead + cacheWrite;
  const counted = { inputTokens: whole, outputTokens: output, cachedInputTokens: counts.cacheRead };
  return { ...omitUnsaid<Completion>(counted), ...countTokens(family.read(json)) };
}

function readLlama(json: object): Completion {
  const { generation, stop_reason, prompt_token_count, generation_token_count, ...rest } = Llama.parse(json);
  return omitUnsaid<Completion>({
    text: generation,
    finishReason: endOf(stop_reason),
    inputTokens: prompt_token_count,
    outputTokens: generation_token_count,
    extra: unreadFields(rest, []),
  });
}

function readMistral(json: object): Completion {
  const { outputs, ...rest } = Mistral.parse(json);
  return omitUnsaid<Completion>({
    text: outputs[0]?.text,
    finishReason: endOf(outputs[0]?.stop_reason),
    extra: unreadFields(rest, []),
  });
}

function readTitan(json: object): Completion {
  const { results, inputTextTokenCount, ...rest } = Titan.parse(json);
  return omitUnsaid<Completion>({
    text: results[0]?.outputText,
    finishReason: endOf(results[0]?.completionReason),
    inputTokens: inputTextTokenCount,
    outputTokens: results[0]?.tokenCount,
    extra: unreadFields(rest, []),
  });
}

function readCohere(json: object): Completion {
  const { text, finish_reason, ...rest } = CohereChat.parse(json);
  const differentEachTime = ['response_id', 'generation_id', 'chat_history'];
  return omitUnsaid<Completion>({
    text,
    finishReason: endOf(finish_reason),
    extra: unreadFields(rest, differentEachTime),
  });
}

function endOf(reason: string | null | undefined): string | undefined {
  return readFinishReason(reason, reason !== undefined);
}

/** The counts that stand in headers of an answer. */
export function countsInHeaders(headers: Headers): InvokeCounts {
  const count = (name: string) => {
    const text = headers.get(`x-amzn-bedrock-${name}-token-count`);
    return text !== null && /^[0-9]+$/.test(text) ? Number(text) : undefined;
  };
  return {
    input: count('input'),
    output: count('output'),
    cacheRead: count('cache-read-input'),
    cacheWrite: count('cache-write-input'),
  };
}
