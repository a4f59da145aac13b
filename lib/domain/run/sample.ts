import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { JsonObject } from '../json.ts';

/** A tool call with its arguments as the string that came over the wire: providers send invalid JSON, and that is data. */
export const ToolCall = z.looseObject({ name: z.string(), arguments: z.string() });
export type ToolCall = z.infer<typeof ToolCall>;

const Fields = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

/** What an endpoint calls a failure: words of its protocol, never of a message. */
export const FailureWords = z.looseObject({
  /** Of HTTP; none where the failure came inside a 2xx answer. */
  status: z.int().optional(),
  /** e.g. `unsupported_parameter`. */
  code: z.string().optional(),
  /** The parameter that it is about, e.g. `temperature`. */
  param: z.string().optional(),
});
export type FailureWords = z.infer<typeof FailureWords>;

/** An attempt at a draw that was made again. */
export const FailedAttempt = z.looseObject({
  at: Timestamp,
  error: z.string(),
  failure: FailureWords.optional(),
  latencyMs: z.number().min(0).optional(),
  requestId: z.string().optional(),
  /** How long the endpoint asked to be left alone. */
  retryAfterMs: z.number().min(0).optional(),
});
export type FailedAttempt = z.infer<typeof FailedAttempt>;

const logProbability = z.number().max(1e-6, 'expected a natural log of a probability, at most 0');

/**
 * One draw of one golden request: a line of the recorded-runs interchange format (docs/recorded-runs.md). Keys beyond
 * the format are ours or another tool's and are kept. A failed call is a sample too: it has `error` and no `text`.
 */
export const Sample = z.looseObject({
  run: z.string().min(1).describe('id of the run; samples of one run were drawn close together and may be correlated'),
  at: Timestamp.describe('time of the sample or of its run'),
  golden: z.string().min(1),
  repetition: z.int().min(0),
  text: z.string().optional(),
  finishReason: z.string().optional(),
  inputTokens: z.int().min(0).optional(),
  outputTokens: z.int().min(0).optional(),
  toolCalls: z.array(ToolCall).optional(),
  logprobs: z.array(logProbability).optional(),
  firstTokenTop: z.array(z.tuple([z.string(), logProbability])).optional(),
  model: z.string().optional(),
  fingerprint: z.string().optional(),
  error: z
    .string()
    .optional()
    .describe('class of the failure, e.g. `rate-limited`; never a provider message with content'),

  // Beyond the interchange format: what our own replay also records.
  endpoint: z.string().optional(),
  /** `GoldenRequest.version` that was sent. */
  goldenVersion: z.string().optional(),
  latencyMs: z.number().min(0).optional(),
  /** What the endpoint said about the failure in `error`, where it did. */
  failure: FailureWords.optional(),
  /** Requests that were sent; 0 where the endpoint had asked for so long a wait that none was. */
  attempts: z.int().min(0).optional(),
  /** The attempts that failed before the one that this is about, in their order. */
  failedAttempts: z.array(FailedAttempt).optional(),
  /** Tokens of the prompt by the API's counting endpoint, where the answer itself did not tell them. */
  countedInputTokens: z.int().min(1).optional(),
  /**
   * Tokens that nobody told and that count as used: of an answer without its usage, and of attempts that failed after the
   * model may have begun to write. What was set aside for them: four characters a token, and the limit of output.
   */
  estimatedInputTokens: z.int().min(1).optional(),
  estimatedOutputTokens: z.int().min(1).optional(),
  /** Requests that one chained replay of a trace tree took; token counts, attempts and latency are then their sums. */
  turns: z.int().min(1).optional(),
  cachedInputTokens: z.int().min(0).optional(),
  cacheWriteInputTokens: z.int().min(0).optional(),
  /** Output tokens that were spent on reasoning which is not part of `text`. */
  reasoningTokens: z.int().min(0).optional(),
  /**
   * Set when the provider itself marked the answer as a refusal, or says that a filter stopped it; `text` then holds what
   * it said instead, or what came before.
   */
  refusal: z.boolean().optional(),
  /**
   * What else the provider said about who answered, e.g. `serviceTier`, `servedBy`, `digest`, `apiVersion`. How far each
   * can be trusted stands in docs/providers.
   */
  identity: z.record(z.string(), z.string()).optional(),
  /** Parameters as the server says that it used them; a changed default shows here first. */
  echoedParameters: Fields.optional(),
  /** Names of the usage fields that came with the answer; one that appears or goes is a change of the server. */
  usageFields: z.array(z.string()).optional(),
  /** Response fields that no adapter interprets, kept as they came. */
  extra: Fields.optional(),
  /** What was done to the request on the way, e.g. `dropped temperature`. */
  notes: z.array(z.string()).optional(),
  requestId: z.string().optional(),
  /** Name and version of the client library that sent it, e.g. `openai/7.57.0`. */
  sdk: z.string().optional(),
});
export type Sample = z.infer<typeof Sample>;
