import type { Api } from '../domain/endpoint/api.ts';
import type { Conversation } from './conversation.ts';
import { anthropicMessages } from './render/anthropic.ts';
import { bedrockConverse } from './render/converse.ts';
import { geminiGenerate } from './render/gemini.ts';
import { ollamaChat } from './render/ollama.ts';
import { openaiChat } from './render/openai-chat.ts';
import { openaiResponses } from './render/openai-responses.ts';
import type { Rendered, Renderer } from './render/rendering.ts';

const renderers: { readonly [api in Api]?: Renderer } = {
  'openai.chat': openaiChat,
  'openai.responses': openaiResponses,
  'anthropic.messages': anthropicMessages,
  'gemini.generate': geminiGenerate,
  'bedrock.converse': bedrockConverse,
  'ollama.chat': ollamaChat,
};

/** APIs that a conversation can be put into; the bodies of the others depend on the model. */
export const renderedApis = Object.keys(renderers) as Api[];

/** The body of a conversation for an API, with what had to be made up or left out; undefined where there is no way. */
export function renderBody(api: Api, conversation: Conversation): Rendered | undefined {
  return renderers[api]?.(conversation);
}
