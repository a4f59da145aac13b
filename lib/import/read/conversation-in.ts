import type { Api } from '../../domain/endpoint/api.ts';
import type { JsonObject } from '../../domain/json.ts';
import { expected, type Imported, wrong } from '../imported.ts';

/** Where each API keeps the turns of a conversation; of the others the body is the model family's own. */
const turns: { readonly [api in Api]?: string } = {
  'openai.chat': 'messages',
  'openai.responses': 'input',
  'anthropic.messages': 'messages',
};

/** What keeps a body from ever being answered: a request without anything that was said. Looks no deeper. */
export function conversationProblems(api: Api, body: JsonObject, path: string): Imported[] {
  const key = turns[api];
  const value = key === undefined ? undefined : body[key];
  if (key === undefined || (Array.isArray(value) && value.length > 0)) return [];
  if (api === 'openai.responses' && ((typeof value === 'string' && value !== '') || body.prompt !== undefined))
    return [];
  const got = Array.isArray(value) ? 'expected a list of turns, got an empty one' : expected('a list of turns', value);
  return wrong(path === '' ? key : `${path}.${key}`, got);
}
