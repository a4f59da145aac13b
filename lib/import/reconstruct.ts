import type { Api } from '../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import type { Conversation, Turn } from './conversation.ts';
import { expected, type GoldenDraft, type Imported, leftOut, wrong } from './imported.ts';
import { roleOf, turnsOf } from './read/chat-messages.ts';
import { parametersOf } from './read/parameters.ts';
import { toolsOf } from './read/tools.ts';
import { renderBody, renderedApis } from './render-body.ts';

/** A request as a tool that watches requests shows it. */
export interface View extends Omit<GoldenDraft, 'body'> {
  /** Messages as OpenAI or Anthropic spell them. */
  readonly messages: Json | undefined;
  /** Where they stand in the record. */
  readonly path: string;
  readonly tools?: Json | undefined;
  readonly parameters?: JsonObject | undefined;
}

/** Puts a request together again from a view of it, and says what of it is not known. */
export function reconstructed(view: View): Imported[] {
  const { api, messages, path } = view;
  if (!Array.isArray(messages) || messages.length === 0)
    return wrong(path, expected('a list of messages', messages === undefined ? undefined : (messages as Json)));
  const problems = (messages as readonly Json[]).flatMap((message, i) =>
    isJsonObject(message) && roleOf(message.role) !== undefined
      ? []
      : wrong(`${path}[${i}]`, 'expected a message with the role system, user, assistant or tool'),
  );
  if (problems.length > 0) return problems;
  const spelled = messages as readonly JsonObject[];
  const read = turnsOf(spelled);
  if ('notText' in read && api !== 'openai.chat') return leftOut(`requests with ${read.notText}`);
  return fromTurns('turns' in read ? read.turns : [], view, api === 'openai.chat' ? spelled : undefined);
}

/**
 * The same from turns.
 *
 * @param spelled messages that already are in the API's own words, and go into the body as they stand.
 */
export function fromTurns(
  turns: readonly Turn[],
  view: Omit<View, 'messages' | 'path'>,
  spelled?: readonly JsonObject[],
): Imported[] {
  const { messages: _, path: __, tools: definitions, parameters = {}, ...draft } = view as View;
  const { sampling, chat, unknown } = parametersOf(parameters);
  const tools = toolsOf(definitions);
  const conversation: Conversation = { turns, sampling, ...(tools === undefined ? {} : { tools }) };
  const rendered = renderBody(view.api, conversation);
  if (rendered === undefined)
    return wrong('', `expected an API that messages can be put into (${renderedApis.join(', ')}), got ${view.api}`);

  const isChat = view.api === 'openai.chat';
  const asTheyStood = isChat && spelledLikeChat(definitions) ? { tools: definitions } : {};
  const lost = [...unknown, ...(isChat ? [] : Object.keys(chat))].map(
    (name) => `${name.slice(0, 100)}: recorded, but not carried over`,
  );
  const called = turns.some(({ parts }) => parts.some((part) => 'call' in part));
  const body = {
    ...rendered.body,
    ...(spelled === undefined ? {} : { messages: spelled }),
    ...asTheyStood,
    ...(isChat ? chat : {}),
  };
  const missing = [
    ...draft.missing,
    ...rendered.missing,
    ...lost,
    ...(tools === undefined && (called || definitions !== undefined) ? ['tool definitions'] : []),
  ];
  return [{ golden: { ...draft, body, missing: [...new Set(missing)] } }];
}

/** Definitions of tools with keys of their own (`strict`) are kept whole. */
function spelledLikeChat(definitions: Json | undefined): definitions is readonly Json[] {
  return (
    Array.isArray(definitions) &&
    (definitions as readonly Json[]).every((tool) => isJsonObject(tool) && isJsonObject(tool.function))
  );
}

/** An API, or why there is none. */
export type ApiChoice = { readonly api: Api; readonly missing: readonly string[] } | { readonly wrong: string };

const families: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^(gpt-|chatgpt|o\d)/i, 'openai.chat'],
  [/^claude/i, 'anthropic.messages'],
  [/^gemini/i, 'gemini.generate'],
];

/** The API that a view does not name, from the name of its model; said to be so in the golden. */
export function apiOfModel(model: Json | undefined): ApiChoice {
  const family = families.find(([pattern]) => typeof model === 'string' && pattern.test(model));
  if (family === undefined) return { wrong: 'expected a model whose API is known; say which with --api' };
  return { api: family[1], missing: ['the API: taken from the name of the model'] };
}
