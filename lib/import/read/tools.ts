import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Tool } from '../conversation.ts';
import { parseText, textOrNone } from './json-text.ts';

/** Reads definitions of tools in any of the usual spellings; undefined if one of them is of none. */
export function readTools(definitions: Json | undefined): Tool[] | undefined {
  const list = listOf(definitions);
  if (list === undefined) return undefined;
  const tools: Tool[] = [];
  for (const definition of list.flatMap(declarationsIn)) {
    const inner = innerOf(definition);
    if (typeof inner?.name !== 'string') return undefined;
    const schema = inner.parameters ?? inner.input_schema ?? inner.inputSchema ?? inner.parametersJsonSchema;
    const parameters = parseText(isJsonObject(schema) && isJsonObject(schema.json) ? schema.json : (schema ?? null));
    tools.push({
      name: inner.name,
      description: textOrNone(inner.description),
      parameters: parameters === null ? undefined : lowerCase(parameters),
    });
  }
  return tools.length === 0 ? undefined : tools;
}

function listOf(definitions: Json | undefined): readonly Json[] | undefined {
  const value = definitions === undefined ? undefined : parseText(definitions);
  if (Array.isArray(value)) return (value as readonly Json[]).map(parseText);
  if (!isJsonObject(value)) return undefined;
  if (Array.isArray(value.tools)) return value.tools as readonly Json[]; // Converse's toolConfig
  return Object.entries(value).map(([name, tool]) => (isJsonObject(tool) ? { name, ...tool } : tool)); // by name, AI SDK
}

/** Gemini puts several declarations into one tool. */
function declarationsIn(definition: Json): readonly Json[] {
  if (!isJsonObject(definition)) return [definition];
  const declarations = definition.functionDeclarations ?? definition.function_declarations;
  return Array.isArray(declarations) ? (declarations as readonly Json[]) : [definition];
}

function innerOf(definition: Json): JsonObject | undefined {
  if (!isJsonObject(definition)) return undefined;
  return [definition.function, definition.toolSpec].find(isJsonObject) ?? definition;
}

/** Gemini writes types in capitals, `OBJECT`; no other API knows them. */
function lowerCase(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(lowerCase);
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'type' && typeof value === 'string' && /^(OBJECT|STRING|NUMBER|INTEGER|BOOLEAN|ARRAY)$/.test(value)
        ? value.toLowerCase()
        : lowerCase(value),
    ]),
  );
}
