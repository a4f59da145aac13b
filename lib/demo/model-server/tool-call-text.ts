/** A call of a tool, its arguments as the JSON text that the model wrote. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
}

/** How the model writes a call. */
export function toolCallText({ name, arguments: args }: ToolCall): string {
  return `{"tool": ${JSON.stringify(name)}, "arguments": ${args}}`;
}

/**
 * The tool call that an answer is, or undefined if it is anything else: prose, half a call, a call with prose around
 * it. Nothing is repaired or invented; the arguments are cut out of the text as they stand there.
 */
export function parseToolCall(text: string): ToolCall | undefined {
  const call = parseObject(text);
  if (call === undefined || Object.keys(call).join() !== 'tool,arguments') return undefined;
  if (typeof call.tool !== 'string' || !isObject(call.arguments)) return undefined;
  const written = /^\s*\{\s*"tool"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"arguments"\s*:\s*([\s\S]*?)\s*\}\s*$/.exec(text);
  return written === null ? undefined : { name: call.tool, arguments: written[1] as string };
}

/** Whether an answer that begins like this may still become a tool call. */
export function mayBecomeToolCall(text: string): boolean {
  return /^\s*(\{|$)/.test(text);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // prose, or half a call
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
