import { afterAll, beforeAll, vi } from 'vitest';
import { anthropicMessages } from '../helpers/llm-servers/anthropic-messages.ts';
import { bedrockConverse, bedrockInvoke, controlPlane } from '../helpers/llm-servers/bedrock.ts';
import { geminiGenerate } from '../helpers/llm-servers/gemini.ts';
import { ollamaChat } from '../helpers/llm-servers/ollama.ts';
import { openaiChat } from '../helpers/llm-servers/openai-chat.ts';
import { openaiResponses } from '../helpers/llm-servers/openai-responses.ts';
import { tgiGenerate } from '../helpers/llm-servers/tgi.ts';
import type { Subject } from './provider-suite.ts';

/** The AWS SDK reads its credentials from the process, and would ask the network for them if there were none. */
export function stubAwsCredentials(): void {
  beforeAll(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'must-not-be-used');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}

const chatBody = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'May I return it? 👟' },
  ],
  temperature: 0,
  max_tokens: 40,
};
const responsesBody = { instructions: 'Be brief.', input: 'May I return it?', temperature: 0, max_output_tokens: 40 };
const claudeBody = { system: 'Be brief.', messages: [{ role: 'user', content: 'May I return it?' }], max_tokens: 40 };
const geminiBody = {
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  contents: [{ role: 'user', parts: [{ text: 'May I return it?' }] }],
  generationConfig: { temperature: 0, maxOutputTokens: 40 },
};
const geminiPrompt = { systemInstruction: geminiBody.systemInstruction, contents: geminiBody.contents };
const converseBody = {
  system: [{ text: 'Be brief.' }],
  messages: [{ role: 'user', content: [{ text: 'May I return it?' }] }],
};
const invokeBody = { anthropic_version: 'bedrock-2023-05-31', ...claudeBody, temperature: 0 };
const tgiBody = { inputs: 'May I return it?', parameters: { temperature: 0.5, max_new_tokens: 40 } };
const pinned = { model: 'pinned-1' };
const openaiSdk = /^openai\/7\.\d+\.\d+$/;

/** Every adapter, before a server that speaks its protocol. */
export const subjects: readonly Subject[] = [
  {
    name: 'OpenAI Chat Completions',
    protocol: openaiChat,
    api: 'openai.chat',
    endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
    body: chatBody,
    parameter: 'temperature',
    added: pinned,
    route: /^POST \/v1\/chat\/completions$/,
    sdk: openaiSdk,
    uncounted: 'not-found',
  },
  {
    name: 'OpenAI Responses',
    protocol: openaiResponses,
    api: 'openai.responses',
    endpoint: (url) => ({ provider: 'openai', baseURL: `${url}/v1` }),
    body: responsesBody,
    parameter: 'temperature',
    added: { ...pinned, store: false },
    route: /^POST \/v1\/responses$/,
    sdk: openaiSdk,
  },
  {
    name: 'Azure OpenAI, v1 route',
    protocol: openaiChat,
    api: 'openai.chat',
    endpoint: (url) => ({ provider: 'azure-openai', baseURL: url }),
    env: () => ({ AZURE_OPENAI_API_KEY: 'key' }),
    body: chatBody,
    parameter: 'temperature',
    added: pinned,
    route: /^POST \/openai\/v1\/chat\/completions$/,
    sdk: openaiSdk,
  },
  {
    name: 'Azure OpenAI, dated API version',
    protocol: openaiChat,
    api: 'openai.chat',
    endpoint: (url) => ({ provider: 'azure-openai', baseURL: url, apiVersion: '2025-04-01-preview' }),
    env: () => ({ AZURE_OPENAI_API_KEY: 'key' }),
    body: chatBody,
    parameter: 'temperature',
    added: pinned,
    route: /^POST \/openai\/deployments\/pinned-1\/chat\/completions\?api-version=2025-04-01-preview$/,
    sdk: openaiSdk,
  },
  {
    name: 'Azure OpenAI Responses',
    protocol: openaiResponses,
    api: 'openai.responses',
    endpoint: (url) => ({ provider: 'azure-openai', baseURL: url }),
    env: () => ({ AZURE_OPENAI_API_KEY: 'key' }),
    body: responsesBody,
    parameter: 'temperature',
    added: { ...pinned, store: false },
    route: /^POST \/openai\/v1\/responses$/,
    sdk: openaiSdk,
  },
  {
    name: 'Anthropic Messages',
    protocol: anthropicMessages,
    api: 'anthropic.messages',
    endpoint: (url) => ({ provider: 'anthropic', baseURL: url }),
    env: () => ({ ANTHROPIC_API_KEY: 'key' }),
    body: { ...claudeBody, temperature: 0 },
    parameter: 'temperature',
    added: pinned,
    route: /^POST \/v1\/messages$/,
    sdk: /^anthropic\/1\.\d+\.\d+$/,
    counting: {
      route: /^POST \/v1\/messages\/count_tokens$/,
      body: { ...pinned, system: claudeBody.system, messages: claudeBody.messages },
      says: { input_tokens: 12, context_management: { original_input_tokens: 12 } },
    },
    models: [
      { id: 'claude-a', lifecycle: 'active' },
      { id: 'claude-b', lifecycle: 'deprecated', retiresAt: '2026-12-01T00:00:00Z' },
      { id: 'claude-c', lifecycle: 'active' },
    ],
  },
  {
    name: 'Amazon Bedrock Converse',
    protocol: bedrockConverse,
    api: 'bedrock.converse',
    endpoint: (url) => ({ provider: 'bedrock', baseURL: url, region: 'eu-west-1' }),
    env: (url) => ({ AWS_ENDPOINT_URL_BEDROCK: url }),
    body: { ...converseBody, inferenceConfig: { temperature: 0, maxTokens: 40 } },
    parameter: 'inferenceConfig.temperature',
    added: {},
    route: /^POST \/model\/pinned-1\/converse$/,
    streamRoute: /^POST \/model\/pinned-1\/converse-stream$/,
    counting: {
      route: /^POST \/model\/pinned-1\/count-tokens$/,
      body: { input: { converse: converseBody } },
      says: { inputTokens: 12 },
    },
    sdk: /^aws-bedrock-runtime\/3\.\d+\.\d+$/,
    models: [
      { id: 'pinned-1', lifecycle: 'active' },
      { id: 'old-1', lifecycle: 'legacy', retiresAt: '2027-01-01T00:00:00.000Z' },
      { id: 'eu.pinned-1', lifecycle: 'active' },
      { id: 'us.pinned-1', lifecycle: 'active' },
    ],
  },
  {
    name: 'Amazon Bedrock InvokeModel',
    protocol: bedrockInvoke,
    api: 'bedrock.invoke',
    endpoint: (url) => ({ provider: 'bedrock', baseURL: url, region: 'eu-west-1' }),
    env: (url) => ({ AWS_ENDPOINT_URL_BEDROCK: url }),
    body: invokeBody,
    parameter: 'temperature',
    added: {},
    route: /^POST \/model\/pinned-1\/invoke$/,
    streamRoute: /^POST \/model\/pinned-1\/invoke-with-response-stream$/,
    counting: {
      route: /^POST \/model\/pinned-1\/count-tokens$/,
      body: { input: { invokeModel: { body: Buffer.from(JSON.stringify(invokeBody)).toString('base64') } } },
      says: { inputTokens: 12 },
    },
    sdk: /^aws-bedrock-runtime\/3\.\d+\.\d+$/,
  },
  {
    name: 'Amazon Bedrock, OpenAI-compatible route',
    protocol: { ...openaiChat, aside: controlPlane },
    api: 'openai.chat',
    endpoint: (url) => ({ provider: 'bedrock', baseURL: `${url}/openai/v1`, region: 'eu-west-1' }),
    env: (url) => ({ AWS_ENDPOINT_URL_BEDROCK: url }),
    body: chatBody,
    parameter: 'temperature',
    added: pinned,
    route: /^POST \/openai\/v1\/chat\/completions$/,
    sdk: openaiSdk,
  },
  {
    name: 'Gemini API',
    protocol: geminiGenerate,
    api: 'gemini.generate',
    endpoint: (url) => ({ provider: 'gemini', baseURL: url }),
    env: () => ({ GEMINI_API_KEY: 'key' }),
    body: geminiBody,
    parameter: 'generationConfig.temperature',
    added: {},
    route: /^POST \/v1beta\/models\/pinned-1:generateContent$/,
    streamRoute: /^POST \/v1beta\/models\/pinned-1:streamGenerateContent\?alt=sse$/,
    counting: {
      route: /^POST \/v1beta\/models\/pinned-1:countTokens$/,
      body: { generateContentRequest: { model: 'models/pinned-1', ...geminiBody } },
      says: { totalTokens: 12, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }] },
    },
    sdk: /^google-genai\/3\.\d+\.\d+$/,
    models: [{ id: 'pinned-1' }, { id: 'pinned-2' }],
  },
  {
    name: 'Vertex AI with an API key',
    protocol: geminiGenerate,
    api: 'gemini.generate',
    endpoint: (url) => ({ provider: 'vertex', baseURL: url, apiKeyEnv: 'VERTEX_KEY' }),
    env: () => ({ VERTEX_KEY: 'key' }),
    body: geminiBody,
    parameter: 'generationConfig.temperature',
    added: {},
    route: /^POST \/v1\/publishers\/google\/models\/pinned-1:generateContent$/,
    streamRoute: /^POST \/v1\/publishers\/google\/models\/pinned-1:streamGenerateContent\?alt=sse$/,
    counting: {
      route: /^POST \/v1\/publishers\/google\/models\/pinned-1:countTokens$/,
      body: { ...geminiPrompt, generationConfig: geminiBody.generationConfig },
      says: { totalTokens: 12, totalBillableCharacters: 40 },
    },
    sdk: /^google-genai\/3\.\d+\.\d+$/,
    models: [
      { id: 'pinned-1', lifecycle: 'ga' },
      { id: 'pinned-2', lifecycle: 'ga' },
    ],
  },
  {
    name: 'Ollama',
    protocol: ollamaChat,
    api: 'ollama.chat',
    endpoint: (url) => ({ provider: 'ollama', baseURL: url }),
    body: { messages: chatBody.messages, options: { temperature: 0, num_predict: 40 } },
    parameter: 'options.temperature',
    added: { ...pinned, stream: false },
    route: /^POST \/api\/chat$/,
    sdk: /^ollama\/0\.\d+\.\d+$/,
    models: [{ id: 'another:latest' }, { id: 'pinned-1' }],
  },
  {
    name: 'Text Generation Inference',
    protocol: tgiGenerate,
    api: 'tgi.generate',
    endpoint: (url) => ({ provider: 'tgi', baseURL: url }),
    body: tgiBody,
    parameter: 'parameters.temperature',
    added: { parameters: { details: true } },
    route: /^POST \/generate$/,
    counting: {
      route: /^POST \/tokenize$/,
      body: { ...tgiBody, parameters: { details: true, ...tgiBody.parameters } },
      says: Array.from({ length: 12 }, (_, id) => ({ id, text: 'a', start: id, stop: id + 1 })),
    },
    sdk: /^undici\/\d+\.\d+\.\d+$/,
    models: [{ id: 'pinned/model' }],
  },
];
