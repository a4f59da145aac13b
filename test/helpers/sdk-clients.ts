import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import { anthropicMessages } from './llm-servers/anthropic-messages.ts';
import { geminiGenerate } from './llm-servers/gemini.ts';
import type { Answer } from './llm-servers/loopback-server.ts';
import { ollamaChat } from './llm-servers/ollama.ts';
import { openaiChat } from './llm-servers/openai-chat.ts';
import { openaiResponses } from './llm-servers/openai-responses.ts';
import { eventStream, type Protocol, type Said } from './llm-servers/protocol.ts';

type Fetch = typeof globalThis.fetch;

export interface Asking {
  readonly fetch: Fetch;
  readonly url: string;
  readonly streaming?: boolean;
  readonly signal?: AbortSignal;
}

/** An official client library as an application uses it: one question, whole or streamed. */
export interface SdkClient {
  readonly name: string;
  readonly api: Api;
  readonly answer: (said: Said, streaming: boolean) => Answer;
  /** Gives the text that the application gets to see. */
  readonly ask: (asking: Asking) => Promise<string>;
}

export const apiKey = 'sk-a-key-that-must-not-be-stored';
export const question = 'May I return it? "Ümlaut", 👟 and a\nnew line';

const answerOf =
  ({ answer, stream }: Protocol): SdkClient['answer'] =>
  (said, streaming) =>
    (streaming ? (stream ?? answer) : answer)(said);

async function joined<T>(chunks: AsyncIterable<T>, text: (chunk: T) => string | null | undefined): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += text(chunk) ?? '';
  return whole;
}

const openai = ({ fetch, url }: Asking) => new OpenAI({ apiKey, baseURL: `${url}/v1`, fetch, maxRetries: 0 });

export const sdkClients: readonly SdkClient[] = [
  {
    name: 'openai, Chat Completions',
    api: 'openai.chat',
    answer: answerOf(openaiChat),
    async ask(asking) {
      const body = {
        model: 'gpt-4.1-2025-04-14',
        messages: [{ role: 'user' as const, content: question }],
        temperature: 0.2,
        max_completion_tokens: 40,
      };
      const { completions } = openai(asking).chat;
      const { signal, streaming = false } = asking;
      if (!streaming) return (await completions.create(body, { signal })).choices[0]?.message.content ?? '';
      const stream = await completions.create({ ...body, stream: true }, { signal });
      return joined(stream, ({ choices }) => choices[0]?.delta.content);
    },
  },
  {
    name: 'openai, Responses',
    api: 'openai.responses',
    answer: answerOf(openaiResponses),
    async ask(asking) {
      const body = { model: 'gpt-6-sol', input: question, store: false, max_output_tokens: 40 };
      const { responses } = openai(asking);
      if (asking.streaming !== true) return (await responses.create(body)).output_text;
      const stream = await responses.create({ ...body, stream: true });
      return joined(stream, (event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    },
  },
  {
    name: '@anthropic-ai/sdk',
    api: 'anthropic.messages',
    answer: answerOf(anthropicMessages),
    async ask({ fetch, url, streaming = false, signal }) {
      const client = new Anthropic({ apiKey, baseURL: url, fetch, maxRetries: 0 });
      const body = {
        model: 'claude-sonnet-5-5',
        max_tokens: 40,
        system: 'Be brief.',
        messages: [{ role: 'user' as const, content: question }],
      };
      if (!streaming) {
        const { content } = await client.messages.create(body, { signal });
        return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      }
      const stream = await client.messages.create({ ...body, stream: true }, { signal });
      return joined(stream, (event) =>
        event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? event.delta.text : '',
      );
    },
  },
  {
    name: '@google/genai',
    api: 'gemini.generate',
    answer: (said, streaming) => {
      const whole = geminiGenerate.answer(said);
      return streaming ? eventStream([{ data: whole.body }]) : whole;
    },
    async ask({ fetch, url, streaming = false }) {
      const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url, fetch } });
      const request = {
        model: 'gemini-3-pro',
        contents: question,
        config: { temperature: 0.2, maxOutputTokens: 40, systemInstruction: 'Be brief.' },
      };
      if (!streaming) return (await models.generateContent(request)).text ?? '';
      return joined(await models.generateContentStream(request), ({ text }) => text);
    },
  },
  {
    name: 'ollama',
    api: 'ollama.chat',
    answer: answerOf(ollamaChat),
    async ask({ fetch, url, streaming = false }) {
      const client = new Ollama({ host: url, fetch, headers: { authorization: `Bearer ${apiKey}` } });
      const request = {
        model: 'llama3.2',
        messages: [{ role: 'user', content: question }],
        options: { temperature: 0.2, num_predict: 40 },
      };
      if (!streaming) return (await client.chat(request)).message.content;
      return joined(await client.chat({ ...request, stream: true }), ({ message }) => message.content);
    },
  },
];
