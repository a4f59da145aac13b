/** Where in lib/providers each quirk is handled; what docs/providers/quirks.md says of it. */
export const handledIn: { readonly [quirk: string]: { readonly seen: string; readonly file: string } } = {
  'an error object instead of an answer': {
    seen: 'OpenRouter, vLLM, LiteLLM, DashScope, Cloudflare, Gemini behind a gateway',
    file: 'shared/in-band-failure.ts',
  },
  'an error beside the choices': { seen: 'OpenRouter', file: 'shared/in-band-failure.ts' },
  'a code of the vendor in `base_resp`': { seen: 'MiniMax', file: 'shared/failure-codes.ts' },
  'an error in a stream': { seen: 'all of them', file: 'shared/payload.ts' },
  'an error with status 200 in every other API': { seen: 'gateways', file: 'shared/in-band-failure.ts' },
  'nothing says that the answer ended': {
    seen: 'proxies that close after a failure behind them',
    file: 'shared/finish-reasons.ts',
  },
  'a reason that says that the server broke off': {
    seen: 'vLLM, SGLang, DeepSeek, TensorRT-LLM, Zhipu, Cohere, OpenRouter',
    file: 'shared/finish-reasons.ts',
  },
  'an ending that is only written in an unusual way': {
    seen: 'gateways to Anthropic, small servers',
    file: 'openai/assemble-chat.ts',
  },
  'a filter stopped the prompt or the answer': {
    seen: 'Azure, Gemini, Bedrock Guardrails, DashScope',
    file: 'shared/finish-reasons.ts',
  },
  'empty texts and zeros': { seen: 'Azure, gateways, MiniMax', file: 'shared/tidy-completion.ts' },
  'a count of the uncached part of the prompt': {
    seen: 'gateways to Anthropic, InvokeModel',
    file: 'shared/tidy-completion.ts',
  },
  'usage in an unusual place': { seen: 'Moonshot, Groq, vLLM', file: 'openai/assemble-chat.ts' },
  'who served, as a gateway tells it': {
    seen: "OpenRouter, Hugging Face's router, LiteLLM",
    file: 'openai/gateway-headers.ts',
  },
  'log-probabilities in another form': {
    seen: 'Together, Fireworks, servers in Python',
    file: 'shared/read-logprobs.ts',
  },
  'tool calls that are told apart by their ids': {
    seen: "Gemini's compatible route, older vLLM, Ollama",
    file: 'openai/join-tool-calls.ts',
  },
  'arguments as an object': { seen: 'small servers, gateways to Ollama', file: 'openai/join-tool-calls.ts' },
  'content in typed parts': { seen: 'Mistral (Magistral), gateways', file: 'openai/content-text.ts' },
  'blocks and events without their frame': { seen: 'gateways', file: 'openai-responses/assemble-response.ts' },
  'a content type that is missing or wrong': { seen: 'proxies, small servers', file: 'shared/payload.ts' },
  'fields that nobody reads and nobody could store': {
    seen: 'gateways, debug fields',
    file: 'shared/tidy-completion.ts',
  },
  'errors with other bodies': {
    seen: 'OpenAI, Groq, Zhipu, Alibaba, FastAPI',
    file: 'shared/classify-http-failure.ts',
  },
};
