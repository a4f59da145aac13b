import type { Api } from '../domain/endpoint/api.ts';

/** Beginnings of what tracing tools call providers, in lower case; the first that fits counts. */
const apis: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^(azure[._-]?)?openai\b.*responses|^openai:responses/, 'openai.responses'],
  [/^(openai|azure|az\.ai)/, 'openai.chat'],
  [/^anthropic/, 'anthropic.messages'],
  [/^(gcp|google|gemini|vertex)/, 'gemini.generate'],
  [/^(aws|amazon|bedrock)/, 'bedrock.converse'],
  [/^ollama/, 'ollama.chat'],
];

/** The API that a provider's requests are most often sent to; undefined for a provider that we do not know. */
export function apiOfProvider(name: string): Api | undefined {
  const lower = name.toLowerCase();
  return apis.find(([pattern]) => pattern.test(lower))?.[1];
}
