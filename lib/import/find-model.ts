import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';

/** What an answer says about who gave it; undefined where it does not. */
export interface Named {
  readonly model: string;
  readonly fingerprint?: string;
}

/** Reads the model that an answer names, whole or streamed, of any API. */
export function findModel(answer: string): Named | undefined {
  for (const line of [answer, ...answer.split('\n', 20)]) {
    const text = line.startsWith('data:') ? line.slice(5) : line;
    const named = namedIn(parseObject(text));
    if (named !== undefined) return named;
  }
  return undefined;
}

function namedIn(value: Json | undefined): Named | undefined {
  if (!isJsonObject(value)) return undefined;
  const at = [value, value.message, value.response].filter(isJsonObject); // Anthropic and Responses put it one down
  for (const object of at) {
    const model = object.model ?? object.modelVersion;
    if (typeof model !== 'string' || model === '') continue;
    const { system_fingerprint: fingerprint } = object as JsonObject;
    return { model, ...(typeof fingerprint === 'string' && fingerprint !== '' ? { fingerprint } : {}) };
  }
  return undefined;
}

function parseObject(text: string): Json | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
