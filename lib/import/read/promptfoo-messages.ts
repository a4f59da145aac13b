import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { readAsked } from './asked.ts';
import { fillIn, fillInAll } from './template.ts';

/** Messages of a prompt with its variables filled in, or why that cannot be done. */
export type Filled = { readonly value: Json } | { readonly wrong: string };

/**
 * Fills in the variables of a prompt. A list of messages, in JSON or YAML, is a chat; everything else is what the user says.
 * Where a prompt is JSON before anything is filled in, its texts are filled in one by one, so that no quote breaks it.
 */
export function fillPrompt(text: string, variables: JsonObject): Filled {
  const before = chatIn(text);
  if (before !== undefined) return fillInAll(before, variables);
  const filled = fillIn(text, variables);
  if ('wrong' in filled) return filled;
  if (filled.text.trim() === '') return { wrong: 'expected a prompt that is not blank' };
  return {
    value: (/^\s*[[{]|^\s*-\s*role\s*:/.test(text) ? chatIn(filled.text) : undefined) ?? [
      { role: 'user', content: filled.text },
    ],
  };
}

function chatIn(text: string): Json | undefined {
  if (!/^\s*([[{]|-\s*role\s*:)/.test(text)) return undefined;
  try {
    const value = (/^\s*-/.test(text) ? parse(text, { logLevel: 'error' }) : JSON.parse(text)) as Json;
    if (Array.isArray(value))
      return value.length > 0 && (value as readonly Json[]).every(isMessage) ? value : undefined;
    return isJsonObject(value) && !('wrong' in readAsked(value, '')) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: Json): value is JsonObject {
  return isJsonObject(value) && typeof value.role === 'string';
}
