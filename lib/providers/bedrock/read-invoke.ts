import * as z from 'zod';
import type { Completion } from '../../domain/run/completion.ts';
import { readMessage } from '../anthropic/read-message.ts';
import { readChat } from '../openai/read-chat.ts';
import type { HttpAnswer } from '../shared/exchange.ts';
import { Count, said, Text, unread } from '../shared/reading.ts';
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
const families: readonly { readonly key: string; read(json: object, answer: HttpAnswer): Completion }[] = [
  { key: 'output', read: (json) => readConverse(json) }, // Amazon Nova
  { key: 'content', read: (json) => readMessage(json) }, // Anthropic Claude
  { key: 'choices', read: (_json, answer) => readChat(answer) }, // OpenAI, Qwen, DeepSeek, AI21 and newer Mistral
  { key: 'generation', read: readLlama },
  { key: 'outputs', read: readMistral },
  { key: 'results', read: readTitan },
  { key: 'text', read: readCohere },
];

/**
 * Reads what InvokeModel answered: the model family's own JSON, and token counts from headers where it has none.
 *
 * @throws if it is the form of no family that we know.
 */
export function readInvoke(answer: HttpAnswer): Completion {
  const json = z.looseObject({}).parse(JSON.parse(answer.body));
  const family = families.find(({ key }) => json[key] != null);
  if (family === undefined) throw new Error('the answer has the form of no known model family');
  return { ...countsFromHeaders(answer.headers), ...family.read(json, answer) };
}

function readLlama(json: object): Completion {
  const { generation, stop_reason, prompt_token_count, generation_token_count, ...rest } = Llama.parse(json);
  return said<Completion>({
    text: generation,
    finishReason: stop_reason,
    inputTokens: prompt_token_count,
    outputTokens: generation_token_count,
    extra: unread(rest, []),
  });
}

function readMistral(json: object): Completion {
  const { outputs, ...rest } = Mistral.parse(json);
  return said<Completion>({ text: outputs[0]?.text, finishReason: outputs[0]?.stop_reason, extra: unread(rest, []) });
}

function readTitan(json: object): Completion {
  const { results, inputTextTokenCount, ...rest } = Titan.parse(json);
  return said<Completion>({
    text: results[0]?.outputText,
    finishReason: results[0]?.completionReason,
    inputTokens: inputTextTokenCount,
    outputTokens: results[0]?.tokenCount,
    extra: unread(rest, []),
  });
}

function readCohere(json: object): Completion {
  const { text, finish_reason, ...rest } = CohereChat.parse(json);
  const differentEachTime = ['response_id', 'generation_id', 'chat_history'];
  return said<Completion>({ text, finishReason: finish_reason, extra: unread(rest, differentEachTime) });
}

function countsFromHeaders(headers: Headers): Pick<Completion, 'inputTokens' | 'outputTokens' | 'cachedInputTokens'> {
  const count = (name: string) => {
    const text = headers.get(`x-amzn-bedrock-${name}-token-count`);
    return text !== null && /^[0-9]+$/.test(text) ? Number(text) : undefined;
  };
  return said({
    inputTokens: count('input'),
    outputTokens: count('output'),
    cachedInputTokens: count('cache-read-input'),
  });
}
