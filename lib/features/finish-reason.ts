/** What providers say when the model itself ended its answer, in lower case: on an end token, a stop sequence, a call. */
const ownEnd: ReadonlySet<string> = new Set([
  'stop', // OpenAI, Gemini (as STOP), Ollama, vLLM, llama.cpp, SGLang
  'end_turn', // Anthropic, Bedrock
  'stop_sequence',
  'tool_calls',
  'tool_use',
  'function_call',
  'eos', // older vLLM and llama.cpp routes
  'eos_token', // Text Generation Inference
  'complete', // Cohere
  'completed', // OpenAI Responses
  'finish', // AI21
  'finished',
]);

/**
 * Whether the model ended its answer itself, rather than being cut off (length, max_tokens), filtered or broken off. A
 * reason that nobody gave, or that is not known here, is no such end.
 */
export function endsByStop(finishReason: string | undefined): boolean {
  return finishReason !== undefined && ownEnd.has(finishReason.toLowerCase());
}
