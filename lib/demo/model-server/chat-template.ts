import type { Message, Tool } from './chat-request.ts';
import { toolCallText } from './tool-call-text.ts';

/** Names of the tokens that begin a turn or end an answer; text that merely looks like them is plain text. */
export type Marker = '<|system|>' | '<|user|>' | '<|assistant|>' | '<|end|>';

/** A piece of a prompt: one special token, or text that is tokenized without special tokens. */
export type Segment = { readonly marker: Marker } | { readonly text: string };

/**
 * The prompt for a conversation, by the chat template of the model (tiny-model/MODEL_CARD.md), ending where the
 * assistant speaks.
 *
 * The model was trained on one user turn, with tools announced in its first line; so tools are announced in the last
 * user turn. It has no turn for tool results: they are handed over as a user's turn.
 */
export function chatTemplate(messages: readonly Message[], tools: readonly Tool[]): Segment[] {
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  const announced = tools.length === 0 ? '' : `You may call ${tools.map(signature).join(', ')}.\n`;
  const turns = messages.map((message, i) => turn(message, i === lastUser ? announced : ''));
  return [...turns.flat(), { marker: '<|assistant|>' }];
}

function turn(message: Message, announced: string): Segment[] {
  switch (message.role) {
    case 'system':
    case 'developer':
      return [{ marker: '<|system|>' }, { text: message.content }];
    case 'user':
      return [{ marker: '<|user|>' }, { text: announced + message.content }];
    case 'tool':
      return [{ marker: '<|user|>' }, { text: message.content }];
    case 'assistant': {
      const calls = (message.tool_calls ?? []).map((call) => toolCallText(call.function)).join('\n');
      return [{ marker: '<|assistant|>' }, { text: (message.content ?? '') + calls }, { marker: '<|end|>' }];
    }
  }
}

/** `track_order(order_id)`: how the model was shown tools. */
function signature({ function: { name, parameters } }: Tool): string {
  return `${name}(${Object.keys(parameters?.properties ?? {}).join(', ')})`;
}
