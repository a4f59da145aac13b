import type * as z from 'zod';
import type { Api } from '../../domain/endpoint/api.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { anthropicMessages, crossCheckAnthropic } from './anthropic-messages.ts';
import { invokeFamily } from './bedrock-invoke.ts';
import { bedrockConverse, crossCheckConverse } from './converse.ts';
import { crossCheckGemini, geminiGenerate } from './gemini.ts';
import { ollamaChat } from './ollama.ts';
import { crossCheckChat, openaiChat } from './openai-chat.ts';
import { crossCheckResponses, openaiResponses } from './openai-responses.ts';
import type { CrossCheck, RequestProblem } from './request-problem.ts';
import { tgiGenerate } from './tgi.ts';
import { toolPairProblems } from './tool-pairs.ts';

export type { RequestProblem } from './request-problem.ts';

interface Check {
  readonly schema: z.ZodType;
  readonly crossCheck?: CrossCheck;
}

const checks: { readonly [api in Exclude<Api, 'bedrock.invoke'>]: Check } = {
  'openai.chat': { schema: openaiChat, crossCheck: crossCheckChat },
  'openai.responses': { schema: openaiResponses, crossCheck: crossCheckResponses },
  'anthropic.messages': { schema: anthropicMessages, crossCheck: crossCheckAnthropic },
  'bedrock.converse': { schema: bedrockConverse, crossCheck: crossCheckConverse },
  'gemini.generate': { schema: geminiGenerate, crossCheck: crossCheckGemini },
  'ollama.chat': { schema: ollamaChat },
  'tgi.generate': { schema: tgiGenerate },
};

/**
 * What keeps a body from being answered by any server of its API: roles, forms of messages and tools, pairs of tool calls,
 * types and ranges of the parameters that are known. Keys that are not known are no problem, and what only some models
 * refuse is told elsewhere. `model` is the endpoint's, and not looked at.
 *
 * Time is linear in the body.
 *
 * @example requestProblems('openai.chat', { messages: [{ role: 'usr', content: 'Hi' }] })
 * // [{ path: ['messages', 0, 'role'], what: 'expected a message with the role system, …' }]
 */
export function requestProblems(api: Api, body: JsonObject): RequestProblem[] {
  const check = api === 'bedrock.invoke' ? invokeFamily(body) : checks[api];
  if (check === undefined)
    return [{ path: [], what: 'expected messages, prompt, inputText or message, got none of them' }];
  const parsed = check.schema.safeParse(body, { reportInput: true });
  if (!parsed.success) return parsed.error.issues.flatMap((issue) => tell(issue, []));
  return [...(check.crossCheck?.(body) ?? []), ...toolPairProblems(api, body)];
}

/** The problem of an issue; of a union, that of the form which came closest. */
function tell(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): RequestProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    if (depth(closest) > 0) return closest.flatMap((inner) => tell(inner, path));
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const tag = (issue.input as JsonObject | undefined)?.[issue.discriminator];
    return [{ path, what: `${issue.message}, got ${tag === undefined ? 'none' : 'another'}` }];
  }
  const what = issue.message.startsWith('expected') ? issue.message : 'expected another form';
  return [{ path, what: `${what}, got ${got(issue.input as Json | undefined)}` }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

/** What came: numbers as they are, texts never. */
function got(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty one' : 'a list';
  if (typeof value === 'object') return 'an object';
  return value.trim() === '' ? 'an empty string' : 'a string';
}
