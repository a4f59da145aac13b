import type { Json, JsonObject } from '../../domain/json.ts';
import type { Conversation, Sampling } from '../conversation.ts';

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
export function sampled(sampling: Sampling, names: SamplingNames): { fields: JsonObject; missing: string[] } {
  const given = Object.entries(sampling).filter(([, value]) => value !== undefined && value !== null);
  const named = given.map(([key, value]) => [names[key as keyof Sampling], value as Json, key] as const);
  return {
    fields: Object.fromEntries(named.flatMap(([name, value]) => (name === undefined ? [] : [[name, value]]))),
    missing: named.flatMap(([name, , key]) =>
      name === undefined ? [`${spoken[key as keyof Sampling]}: recorded, but this API has no place for it`] : [],
    ),
  };
}

/** Only what is there. */
export function present(fields: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Ids for calls of tools that came without one, and for their results, in order. */
export class CallIds {
  #made = 0;
  #waiting: string[] = [];

  call(id: string | undefined): string {
    const known = id ?? `call_${this.#made++}`;
    this.#waiting.push(known);
    return known;
  }

  result(id: string | undefined): string {
    const known = id ?? this.#waiting[0] ?? `call_${this.#made++}`;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== known);
    return known;
  }

  get missing(): string[] {
    return this.#made === 0 ? [] : ['ids of tool calls'];
  }
}
