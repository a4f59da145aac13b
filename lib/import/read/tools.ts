import { isJsonObject, type Json } from '../../domain/json.ts';
import type { Tool } from '../conversation.ts';
import { textOrNone } from './chat-messages.ts';

/** Reads definitions of tools in any of the usual spellings; undefined if one of them is of none. */
export function toolsOf(definitions: Json | undefined): Tool[] | undefined {
  if (!Array.isArray(definitions)) return undefined;
  const tools: Tool[] = [];
  for (const definition of definitions as readonly Json[]) {
    if (!isJsonObject(definition)) return undefined;
    const inner = isJsonObject(definition.function) ? definition.function : definition;
    if (typeof inner.name !== 'string') return undefined;
    const parameters = inner.parameters ?? inner.input_schema ?? inner.inputSchema;
    tools.push({ name: inner.name, description: textOrNone(inner.description), parameters });
  }
  return tools;
}
