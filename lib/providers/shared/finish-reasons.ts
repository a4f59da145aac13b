import { HalfAnswer, InBandFailure } from './in-band-failure.ts';

/** Reasons that say that the server broke off, and what that is called: the text before them is half an answer. */
const brokenOff: ReadonlyMap<string, string> = new Map([
  ['abort', 'server_error'], // vLLM, SGLang
  ['aborted', 'server_error'],
  ['cancelled', 'server_error'], // TensorRT-LLM
  ['canceled', 'server_error'],
  ['user_cancel', 'server_error'], // Cohere
  ['error', 'server_error'], // OpenRouter, Mistral, vLLM
  ['failed', 'server_error'],
  ['failure', 'server_error'],
  ['internal_error', 'server_error'],
  ['server_error', 'server_error'],
  ['network_error', 'server_error'], // Zhipu
  ['interrupted', 'server_error'],
  ['disconnect', 'server_error'],
  ['shutdown', 'unavailable'],
  ['unload', 'unavailable'], // Ollama
  ['load', 'unavailable'], // Ollama: the model was loaded, and asked nothing
  ['preempted', 'unavailable'],
  ['evicted', 'unavailable'],
  ['overloaded', 'overloaded'],
  ['insufficient_system_resource', 'overloaded'], // DeepSeek
  ['timeout', 'timeout'],
  ['timed_out', 'timeout'],
]);

/** Ways in which servers write that there is no reason yet. */
const noReason: ReadonlySet<string> = new Set([
  ...['', 'null', 'none', 'undefined', 'finish_reason_unspecified'],
  ...['in_progress', 'queued', 'incomplete_stream'],
]);

/** Reasons that mean "we do not show you that": a filter stopped the prompt or the answer. In lower case. */
const blocked: ReadonlySet<string> = new Set([
  'content_filter', // OpenAI, Azure, Mistral
  'content_filtered', // Bedrock Converse, Titan
  'guardrail_intervened',
  'guardrails', // gateways
  'sensitive', // Zhipu
  'error_toxic', // Cohere
  'blocked',
  'moderation',
  ...['safety', 'prohibited_content', 'blocklist', 'spii', 'recitation', 'image_safety', 'model_armor', 'jailbreak'], // Gemini
]);

/** Whether a reason says that something was given; `""` and `null` in quotes do not. */
export function isReason(reason: unknown): reason is string {
  return typeof reason === 'string' && !noReason.has(normalize(reason));
}

/** Whether a finish reason says that a filter stopped the prompt or the answer. */
export function isBlocked(reason: string | null | undefined): boolean {
  return reason != null && blocked.has(normalize(reason));
}

/**
 * The reason why an answer ended.
 *
 * @param required whether there must be one: in a stream, and wherever the field itself is there but empty.
 * @throws {InBandFailure} if it says that the server broke off.
 * @throws {HalfAnswer} if it is wanted and does not say anything: nothing says then that this is the whole answer.
 */
export function readFinishReason(reason: unknown, required: boolean): string | undefined {
  if (isReason(reason)) {
    const failure = brokenOff.get(normalize(reason));
    if (failure !== undefined) throw new InBandFailure({ code: failure });
    return reason;
  }
  if (required) throw new HalfAnswer('nothing says that the answer is complete: it has no finish reason');
  return undefined;
}

function normalize(reason: string): string {
  return reason.trim().toLowerCase().replace(/[ -]/g, '_');
}
