import type { Api } from '../domain/endpoint/api.ts';
import type { Json } from '../domain/json.ts';
import { textOrNone } from './read/json-text.ts';

/** An API, with what of the choice is not known; or why there is none. */
export type ApiChoice = { readonly api: Api; readonly missing: readonly string[] } | { readonly wrong: string };

/** What is known of where a request went. */
export interface Served {
  /** What the user says; it stands over everything else. */
  readonly told?: Api | undefined;
  readonly provider?: Json | undefined;
  readonly model?: Json | undefined;
  /** Whether the messages are in the form of the Responses API. */
  readonly isResponses?: boolean | undefined;
  /** The API that the form of the messages points to, where nothing else does. */
  readonly hint?: Api | undefined;
}

/** Beginnings of what tracing tools call providers, in lower case; the first that fits counts. */
const providers: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^(azure[._-]?)?(openai)?\b.*responses/, 'openai.responses'],
  [/^(openai|azure|az\.ai)/, 'openai.chat'],
  [/anthropic/, 'anthropic.messages'],
  [/^(aws|amazon|bedrock)/, 'bedrock.converse'],
  [/^(gcp|google|gemini|vertex)/, 'gemini.generate'],
  [/^ollama/, 'ollama.chat'],
  // These are asked by Chat Completions, or offer it.
  [
    /^(groq|mistral|deepseek|xai|x[._-]ai|grok|together|fireworks|perplexity|openrouter|cerebras|sambanova)/,
    'openai.chat',
  ],
  [
    /^(nvidia|nim\b|vllm|sglang|litellm|lm[._-]?studio|llama|moonshot|kimi|zhipu|z[._-]?ai\b|dashscope|alibaba|qwen)/,
    'openai.chat',
  ],
  [
    /^(deepinfra|databricks|github|huggingface|hugging_face|cohere|ai21|gateway|vercel|baseten|novita|minimax|nebius)/,
    'openai.chat',
  ],
];

/** The API that a provider's requests are most often sent to; undefined for a provider that we do not know. */
export function apiOfProvider(name: string, model?: Json): Api | undefined {
  const lower = name.toLowerCase();
  const api = providers.find(([pattern]) => pattern.test(lower))?.[1];
  // Vertex serves models of Anthropic by Anthropic's API.
  return api === 'gemini.generate' && typeof model === 'string' && /(^|\/)claude/i.test(model)
    ? 'anthropic.messages'
    : api;
}

const bedrockId =
  /^(arn:aws[\w-]*:bedrock:|((us|eu|apac|ap|jp|au|ca|global|us-gov)\.)?(amazon|anthropic|meta|mistral|cohere|ai21|deepseek|openai|qwen|writer|google|nvidia|minimax|moonshot)\.[a-z])/i;

const families: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^(gpt-|chatgpt|o\d|ft:gpt|ft:o\d|text-davinci|davinci)/i, 'openai.chat'],
  [/^claude/i, 'anthropic.messages'],
  [/^(gemini|learnlm)/i, 'gemini.generate'],
  [
    /^(deepseek|mi[sx]tral|ministral|codestral|magistral|pixtral|devstral|open-mi[sx]tral|(meta-)?llama|qwen|qwq|grok)/i,
    'openai.chat',
  ],
  [/^(kimi|moonshot|gemma|phi-?\d|command|sonar|glm-|minimax|nemotron|granite|jamba|yi-|hermes)/i, 'openai.chat'],
];

/** The API of a model by its name; what routers put in front (`openai/gpt-4.1`) is the provider. */
export function apiOfModel(model: Json | undefined): Api | undefined {
  if (typeof model !== 'string') return undefined;
  if (bedrockId.test(model)) return 'bedrock.converse';
  const [first = '', ...rest] = model.split('/');
  const last = rest.at(-1) ?? first;
  const routed =
    rest.length === 0 || first === 'models' || first === 'publishers' ? undefined : apiOfProvider(first, last);
  return routed ?? families.find(([pattern]) => pattern.test(last))?.[1];
}

/** Chooses the API of a request, and says in the golden where it was not said by the source. */
export function chooseApi({ told, provider, model, isResponses = false, hint }: Served): ApiChoice {
  if (told !== undefined) return { api: told, missing: [] };
  const named = textOrNone(provider);
  const ofProvider = named === undefined ? undefined : apiOfProvider(named, model);
  const api = ofProvider ?? apiOfModel(model) ?? hint;
  if (api === undefined) {
    const got = named === undefined ? 'none' : `"${named.slice(0, 60)}"`;
    return { wrong: `expected a provider or a model whose API is known, got ${got}; say which with --api` };
  }
  const spoken = isResponses && api === 'openai.chat' ? 'openai.responses' : api;
  return { api: spoken, missing: ofProvider === undefined ? ['the API: taken from the name of the model'] : [] };
}

const others =
  /embed|rerank|moderation|whisper|(^|[-_.])tts|dall-?e|gpt-image|imagen|image-generator|stable-(diffusion|image)|^(bge|e5|gte|voyage|flux|sora|veo)[-_]|canvas|nova-(reel|sonic)|transcribe|speech|guard(rail)?s?-/i;

/** Whether a model is one of embeddings, rankings, images, speech or moderation, by its name. */
export function isOfOtherKind(model: Json | undefined): boolean {
  return typeof model === 'string' && others.test(model);
}

export const ofOtherKinds = 'requests for embeddings, rankings, images, speech or moderation';
