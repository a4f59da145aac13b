import type { Json, JsonObject } from '../../domain/json.ts';
import {
  type Call,
  type Conversation,
  callsOf,
  type Result,
  type Sampling,
  type Tool,
  type Turn,
} from '../conversation.ts';

/** A body, and what had to be made up or left out. */
export interface Rendered {
  readonly body: JsonObject;
  readonly missing: readonly string[];
}

export type Renderer = (conversation: Conversation) => Rendered;

/** Where an API has a sampling parameter; what is not in here has no place. */
export type SamplingNames = { readonly [parameter in keyof Sampling]?: string };

const spoken: { readonly [parameter in keyof Required<Sampling>]: string } = {
  maxTokens: 'max tokens',
  maxCompletionTokens: 'max tokens',
  temperature: 'temperature',
  topP: 'top-p',
  topK: 'top-k',
  stop: 'stop sequences',
  seed: 'seed',
  frequencyPenalty: 'frequency penalty',
  presencePenalty: 'presence penalty',
  choices: 'number of choices',
};

/** The parameters under the names of an API, and what it has no place for. */
export function nameSampling(sampling: Sampling, names: SamplingNames): { fields: JsonObject; missing: string[] } {
  const given = Object.entries(sampling).filter(([, value]) => value !== undefined && value !== null);
  const named = given.map(([key, value]) => [names[key as keyof Sampling], value as Json, key] as const);
  return {
    fields: Object.fromEntries(
      named.flatMap(([name, value]) => (name === undefined ? [] : [[name, asList(name, value)]])),
    ),
    missing: named.flatMap(([name, , key]) =>
      name === undefined ? [`${spoken[key as keyof Sampling]}: recorded, but this API has no place for it`] : [],
    ),
  };
}

/** One stop sequence is a list of one where an API takes lists only. */
function asList(name: string, value: Json): Json {
  return /sequences$/i.test(name) && typeof value === 'string' ? [value] : value;
}

/** Only what is there. */
export function omitUndefined(fields: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Turns that say or do something, those of one speaker put together: what some APIs insist on, and none minds. */
export function alternate(turns: readonly Turn[]): Turn[] {
  const speaker = ({ role }: Turn) => (role === 'assistant' ? 'assistant' : 'user');
  const merged: Turn[] = [];
  for (const turn of turns.filter(({ role, parts }) => role !== 'system' && parts.length > 0)) {
    const last = merged.at(-1);
    if (last !== undefined && speaker(last) === speaker(turn))
      merged.splice(-1, 1, { role: speaker(turn), parts: [...last.parts, ...turn.parts] });
    else merged.push({ ...turn, role: speaker(turn) });
  }
  // Results come before what else is said in a turn.
  return merged.map(({ role, parts }) => ({
    role,
    parts: [...parts.filter((part) => 'result' in part), ...parts.filter((part) => !('result' in part))],
  }));
}

/** System turns that stood behind others, and go to the top where an API keeps them apart. */
export function tellMovedSystem(turns: readonly Turn[]): string[] {
  const first = turns.findIndex(({ role }) => role !== 'system');
  return first !== -1 && turns.slice(first).some(({ role }) => role === 'system')
    ? ['where system messages stood that came later']
    : [];
}

/** Definitions for an API that takes no calls without any: made up from the calls where none were recorded. */
export function defineTools({ tools, turns }: Conversation): { tools?: readonly Tool[]; missing: string[] } {
  const calls = turns.flatMap(({ parts }) => callsOf(parts));
  if (tools !== undefined || calls.length === 0) return { ...(tools === undefined ? {} : { tools }), missing: [] };
  const names = [...new Set(calls.map(({ name }) => name))];
  return {
    tools: names.map((name) => ({ name })),
    missing: ['what the tools are: their names only are known, from the calls'],
  };
}

/** Which tool each result is of, for APIs without ids: by its id, its own name, or the oldest open call. */
export function resultNames(turns: readonly Turn[]): ReadonlyMap<Result, string> {
  const names = new Map<Result, string>();
  let open: Call[] = [];
  for (const part of turns.flatMap(({ parts }) => parts)) {
    if ('call' in part) open.push(part.call);
    if (!('result' in part)) continue;
    const { id, name } = part.result;
    const own = open.find((call) => (id === undefined ? call.name === name : call.id === id));
    const answered = own ?? (id === undefined && name === undefined ? open[0] : undefined);
    names.set(part.result, answered?.name ?? name ?? '');
    open = open.filter((call) => call !== answered);
  }
  return names;
}
