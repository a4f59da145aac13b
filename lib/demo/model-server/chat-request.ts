import * as z from 'zod';
import { ApiError } from './api-error.ts';

/** OpenAI's clients send `null` for "left out". */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

const TextPart = z.object({ type: z.literal('text', 'this model reads text parts only'), text: z.string() });

const Content = z
  .union([z.string(), z.array(TextPart).min(1)], 'expected a string or an array of text parts')
  .transform((content) => (typeof content === 'string' ? content : content.map((part) => part.text).join('')));

const CalledTool = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const Message = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content: Content }),
    z.object({ role: z.literal('user'), content: Content }),
    z.object({ role: z.literal('assistant'), content: optional(Content), tool_calls: optional(z.array(CalledTool)) }),
    z.object({ role: z.literal('tool'), content: Content, tool_call_id: z.string() }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union' ? "expected 'system', 'developer', 'user', 'assistant' or 'tool'" : undefined,
  },
);
export type Message = z.infer<typeof Message>;

const Tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, underscores and hyphens'),
    description: optional(z.string()),
    parameters: optional(z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() })),
    strict: optional(z.boolean()),
  }),
});
export type Tool = z.infer<typeof Tool>;

const Stop = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(4)], 'expected a string, or 1 to 4 strings')
  .transform((stop) => (typeof stop === 'string' ? [stop] : stop));

const noPenalty = optional(z.literal(0, 'penalties are not supported by this model, expected 0'));

const isEmpty = (biases: object) => Object.keys(biases).length === 0;

/**
 * Body of `POST /v1/chat/completions`, as far as this server honours it. What would change the answer and is not
 * honoured is an error, never silently ignored; what has no influence on the answer (`user`, `metadata`, …) is accepted.
 */
const ChatRequestBody = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  tools: optional(z.array(Tool).min(1).max(128)),
  tool_choice: optional(
    z.enum(['auto', 'none'], "this model cannot be made to call a tool: expected 'auto' or 'none'"),
  ),
  parallel_tool_calls: optional(z.boolean()),
  temperature: optional(z.number().min(0).max(2)),
  top_p: optional(z.number().min(0).max(1)),
  seed: optional(z.int()),
  max_tokens: optional(z.int().min(1)),
  max_completion_tokens: optional(z.int().min(1)),
  stop: optional(Stop),
  n: optional(z.int().min(1).max(128)),
  logprobs: optional(z.boolean()),
  top_logprobs: optional(z.int().min(0).max(20)),
  stream: optional(z.boolean()),
  stream_options: optional(
    z.object({ include_usage: optional(z.boolean()), include_obfuscation: optional(z.boolean()) }),
  ),
  frequency_penalty: noPenalty,
  presence_penalty: noPenalty,
  logit_bias: optional(z.looseObject({}).refine(isEmpty, 'not supported by this model, expected no biases')),
  response_format: optional(z.object({ type: z.literal('text', "this model supports 'text' only") })),
  modalities: optional(z.tuple([z.literal('text')], "this model supports ['text'] only")),
  user: z.unknown().optional(),
  metadata: z.unknown().optional(),
  store: z.unknown().optional(),
  service_tier: z.unknown().optional(),
  safety_identifier: z.unknown().optional(),
  prompt_cache_key: z.unknown().optional(),
});

/** A valid request, with OpenAI's defaults filled in. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Empty if none were given or `tool_choice` is `none`. */
  readonly tools: readonly Tool[];
  /** 0 to 2; 0 is greedy. */
  readonly temperature: number;
  /** 0 to 1. */
  readonly topP: number;
  readonly seed: number | undefined;
  /** Left out: as much as the window holds. */
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  /** How many draws. */
  readonly n: number;
  /** How many alternatives to list for each token, 0 to 20; undefined: no log-probabilities. */
  readonly topLogprobs: number | undefined;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** Reads a request body. @throws {ApiError} 400 that names the first parameter that is wrong. */
export function parseChatRequest(body: unknown): ChatRequest {
  const parsed = ChatRequestBody.safeParse(body);
  if (!parsed.success) throw invalidParameter(parsed.error);
  const request = parsed.data;
  rejectContradictions(request);
  return {
    model: request.model,
    messages: request.messages,
    tools: request.tool_choice === 'none' ? [] : (request.tools ?? []),
    temperature: request.temperature ?? 1,
    topP: request.top_p ?? 1,
    seed: request.seed,
    maxTokens: request.max_completion_tokens ?? request.max_tokens,
    stop: request.stop ?? [],
    n: request.n ?? 1,
    topLogprobs: request.logprobs ? (request.top_logprobs ?? 0) : undefined,
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
  };
}

function rejectContradictions(request: z.infer<typeof ChatRequestBody>): void {
  const reject = (param: string, message: string) => {
    throw new ApiError(400, `Invalid '${param}': ${message}`, { param, code: 'invalid_value' });
  };
  if (request.max_tokens !== undefined && request.max_completion_tokens !== undefined)
    reject('max_tokens', 'expected either max_tokens or max_completion_tokens, not both');
  if (request.top_logprobs !== undefined && !request.logprobs) reject('top_logprobs', 'needs logprobs to be true');
  if (request.stream_options !== undefined && !request.stream) reject('stream_options', 'needs stream to be true');
}

/** zod's messages name types and bounds, never values: values are customer data. */
function invalidParameter(error: z.ZodError): ApiError {
  const issue = error.issues[0] as z.core.$ZodIssue;
  if (issue.code === 'unrecognized_keys') {
    const param = parameterName([...issue.path, issue.keys[0] as string]);
    return new ApiError(400, `Unknown parameter: '${param}'`, { param, code: 'unknown_parameter' });
  }
  const param = parameterName(issue.path);
  if (param === '') return new ApiError(400, 'expected the body to be a JSON object');
  const code =
    issue.code === 'invalid_type' && /received undefined/.test(issue.message)
      ? 'missing_required_parameter'
      : 'invalid_value';
  return new ApiError(400, `Invalid '${param}': ${issue.message.replace(/^Invalid input: /, '')}`, { param, code });
}

/** `['messages', 0, 'role']` → `messages[0].role`. */
function parameterName(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}
