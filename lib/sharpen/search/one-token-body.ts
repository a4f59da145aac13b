import { type Api, bodyOf } from '../../domain/endpoint/api.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { isJsonObject, type Json, type JsonObject, overlay } from '../../domain/json.ts';
import { textsIn } from '../../plan/sampling.ts';

/** What a sharp golden sets beside its prompt. */
export interface OneToken {
  /** 0, or 1 where nothing varies at 0; not said at all where it is left out, which only a look does. */
  readonly temperature?: 0 | 1;
  /** Whether log-probabilities of the first token are asked for. */
  readonly logprobs: boolean;
  /** Tokens of the answer, at most. @default 1 */
  readonly tokens?: number;
}

/** How many alternatives of the first token are asked for; every API that has them allows five. */
const alternatives = 5;

interface Spelling {
  readonly message: (text: string) => Json;
  readonly limit: (tokens: number, endpoint: Pick<Endpoint, 'provider' | 'baseURL'>) => JsonObject;
  readonly temperature: (value: number) => JsonObject;
  /** Left out where the API offers none. */
  readonly logprobs?: JsonObject;
}

const asUser = (content: Json) => [{ role: 'user', content }];

const spellings: { readonly [A in Api]?: Spelling } = {
  'openai.chat': {
    message: asUser,
    // OpenAI's own models know the newer name, older servers of others only the older one.
    limit: (tokens, { provider, baseURL }) =>
      ['openai', 'azure-openai'].includes(provider) && baseURL === undefined
        ? { max_completion_tokens: tokens }
        : { max_tokens: tokens },
    temperature: (temperature) => ({ temperature }),
    logprobs: { logprobs: true, top_logprobs: alternatives },
  },
  'openai.responses': {
    message: asUser,
    limit: (tokens) => ({ max_output_tokens: tokens }),
    temperature: (temperature) => ({ temperature }),
    logprobs: { top_logprobs: alternatives, include: ['message.output_text.logprobs'] },
  },
  'anthropic.messages': {
    message: asUser,
    limit: (tokens) => ({ max_tokens: tokens }),
    temperature: (temperature) => ({ temperature }),
  },
  'bedrock.converse': {
    message: (text) => asUser([{ text }]),
    limit: (tokens) => ({ inferenceConfig: { maxTokens: tokens } }),
    temperature: (temperature) => ({ inferenceConfig: { temperature } }),
  },
  'gemini.generate': {
    message: (text) => [{ role: 'user', parts: [{ text }] }],
    limit: (tokens) => ({ generationConfig: { maxOutputTokens: tokens } }),
    temperature: (temperature) => ({ generationConfig: { temperature } }),
    logprobs: { generationConfig: { responseLogprobs: true, logprobs: alternatives } },
  },
  'ollama.chat': {
    message: asUser,
    limit: (tokens) => ({ options: { num_predict: tokens } }),
    temperature: (temperature) => ({ options: { temperature } }),
    logprobs: { logprobs: true, top_logprobs: alternatives },
  },
  'tgi.generate': {
    message: (text) => text,
    limit: (tokens) => ({ parameters: { max_new_tokens: tokens } }),
    // Greedy is said without a temperature here.
    temperature: (temperature) => ({
      parameters: temperature === 0 ? { do_sample: false } : { do_sample: true, temperature },
    }),
    logprobs: { parameters: { details: true, top_n_tokens: alternatives } },
  },
};

/** Whether a prompt can be written for this API without knowing more of the model: not where the body is the family's own. */
export function isWritable(api: Api): boolean {
  return spellings[api] !== undefined;
}

/** Whether the API has log-probabilities that can be asked for. */
export function offersLogprobs(api: Api): boolean {
  return spellings[api]?.logprobs !== undefined;
}

/**
 * The body of a request for one token: one message, the limit, the temperature and, where wanted, log-probabilities.
 *
 * @example oneTokenBody('ollama.chat', 'Tea', { temperature: 0, logprobs: false }, endpoint)
 * // { messages: [{ role: 'user', content: 'Tea' }], options: { num_predict: 1, temperature: 0 } }
 */
export function oneTokenBody(
  api: Api,
  text: string,
  { temperature, logprobs, tokens = 1 }: OneToken,
  endpoint: Pick<Endpoint, 'provider' | 'baseURL'>,
): JsonObject {
  const spelling = spellings[api];
  if (spelling === undefined) throw new RangeError(`expected an API whose prompts can be written, got ${api}`);
  const parameters = [
    spelling.limit(tokens, endpoint),
    temperature === undefined ? {} : spelling.temperature(temperature),
    logprobs ? (spelling.logprobs ?? {}) : {},
  ].reduce(overlay);
  const message = spelling.message(text);
  return api === 'tgi.generate' ? { inputs: message, ...parameters } : bodyOf(api, { messages: message, parameters });
}

/** What the last user said in a body; undefined where that is no text. */
export function lastPrompt(api: Api, body: JsonObject): string | undefined {
  if (api === 'tgi.generate') return typeof body.inputs === 'string' ? body.inputs : undefined;
  const said = body.messages ?? body.contents ?? body.input;
  if (typeof said === 'string') return said;
  if (!Array.isArray(said)) return undefined;
  const last = (said as readonly Json[]).findLast(
    (message) => isJsonObject(message) && (message.role === 'user' || message.role === undefined),
  );
  if (!isJsonObject(last)) return undefined;
  const content = last.content ?? last.parts ?? null;
  if (typeof content === 'string') return content;
  const texts = Array.isArray(content)
    ? content.flatMap((part: Json) => (isJsonObject(part) && typeof part.text === 'string' ? [part.text] : []))
    : textsIn(content);
  return texts.length === 0 ? undefined : texts.join('\n');
}
