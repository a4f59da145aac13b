import type { ToolCall } from './sample.ts';

/**
 * Everything that an answer says, as one text that a person can read and that equal answers share: its text and, behind it, its
 * tool calls.
 *
 * @example answerText({ text: 'Done.', toolCalls: [{ name: 'book', arguments: '{}' }] }) // 'Done.\nbook({})'
 */
export function answerText({
  text = '',
  toolCalls = [],
}: {
  readonly text?: string | undefined;
  readonly toolCalls?: readonly ToolCall[] | undefined;
}): string {
  return [...(text === '' ? [] : [text]), ...toolCalls.map((call) => `${call.name}(${call.arguments})`)].join('\n');
}
