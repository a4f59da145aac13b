import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { CallError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { ask } from '../shared/ask.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { pick, Text } from '../shared/reading.ts';
import { rememberLookUp } from '../shared/remember-look-up.ts';

/** Posts a body to a path of a server and reads the answer. */
type Post = <T>(schema: z.ZodType<T>, path: string, body: JsonObject) => Promise<T>;

const Listing = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), owned_by: Text })).min(1) });
const Tokens = z.looseObject({ tokens: z.array(z.unknown()).min(1) });
const Templated = z.looseObject({ prompt: z.string() });
const Counted = z.looseObject({ count: z.int().min(1) });
const ChatTokens = z.looseObject({ tokenize_response: z.array(z.unknown()).min(1) });

/** What of a chat decides how vLLM and SGLang write it as one prompt. */
const templated = [
  ...['model', 'messages', 'tools', 'chat_template', 'chat_template_kwargs'],
  ...['add_generation_prompt', 'continue_final_message', 'add_special_tokens', 'mm_processor_kwargs'],
];

/** How servers count the prompt of a chat, by the name that they own their models under. */
const counters: { readonly [owner: string]: (post: Post, body: JsonObject) => Promise<number> } = {
  vllm: async (post, body) => (await post(Counted, '/tokenize', pick(body, templated))).count,
  sglang: async (post, body) => (await post(Counted, '/tokenize', pick(body, templated))).count,
  async llamacpp(post, body) {
    const { prompt } = await post(Templated, '/apply-template', body);
    return (await post(Tokens, '/tokenize', { content: prompt, add_special: true, parse_special: true })).tokens.length;
  },
  tgi: async (post, body) => (await post(ChatTokens, '/chat_tokenize', body)).tokenize_response.length,
};

/**
 * Counts prompts at OpenAI-compatible servers that say who they are in their list of models: the protocol itself has no
 * endpoint for it. The list is looked at once in a while, not with every count.
 *
 * @returns a function that throws a `CallError`, `not-found` for servers that have no such endpoint.
 */
export function chatCounter(
  headers: (endpoint: Endpoint) => Record<string, string>,
  { fetch }: Pick<ExchangeOptions, 'fetch'>,
): (endpoint: Endpoint, body: JsonObject, options: ExchangeOptions) => Promise<number> {
  const owner = rememberLookUp(async (endpoint) => {
    const list = (via: Fetch) => via(`${rootOf(endpoint)}/v1/models`, { headers: headers(endpoint) });
    const [first] = (await ask(Listing, list, { signal: AbortSignal.timeout(5000), fetch })).data;
    // Text Generation Inference has its one model own itself.
    return first?.owned_by === first?.id ? 'tgi' : first?.owned_by;
  });
  return async (endpoint, body, options) => {
    const count = counters[(await owner(endpoint)) ?? ''];
    if (count === undefined) throw new CallError('not-found');
    const post: Post = (schema, path, asked) => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers(endpoint) },
        body: JSON.stringify(asked),
      };
      return ask(schema, (via) => via(`${rootOf(endpoint)}${path}`, init), options);
    };
    return count(post, body);
  };
}

/** Where a server's own routes begin: its OpenAI-compatible ones stand below `/v1`. */
function rootOf({ baseURL = '' }: Endpoint): string {
  return baseURL.replace(/\/+$/, '').replace(/\/v1$/, '');
}
