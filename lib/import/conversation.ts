import type { Json } from '../domain/json.ts';

/** A call of a tool by the model. */
export interface Call {
  readonly id?: string | undefined;
  readonly name: string;
  readonly input: Json;
}

/** What a tool gave back. */
export interface Result {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly output: Json;
}

/** An image: its data in base64 with their type, or where it can be fetched. */
export type Image = { readonly mediaType: string; readonly data: string } | { readonly url: string };

/** A piece of a turn. */
export type Part =
  | { readonly text: string }
  | { readonly call: Call }
  | { readonly result: Result }
  | { readonly image: Image };

export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly parts: readonly Part[];
}

export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments. */
  readonly parameters?: Json | undefined;
}

/** Whether and which tool the model has to call. */
export type ToolChoice = { readonly mode: 'auto' | 'none' | 'any' } | { readonly mode: 'tool'; readonly name: string };

/** Sampling parameters that several APIs have, each under a name of its own. */
export interface Sampling {
  readonly maxTokens?: Json | undefined;
  /** The same, where the source spells it as OpenAI's newer models want it. */
  readonly maxCompletionTokens?: Json | undefined;
  readonly temperature?: Json | undefined;
  readonly topP?: Json | undefined;
  readonly topK?: Json | undefined;
  readonly stop?: Json | undefined;
  readonly seed?: Json | undefined;
  readonly frequencyPenalty?: Json | undefined;
  readonly presencePenalty?: Json | undefined;
  readonly choices?: Json | undefined;
}

/** A request in the words that all APIs share, from which the body of any of them can be put together. */
export interface Conversation {
  readonly turns: readonly Turn[];
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  readonly sampling: Sampling;
}

export function textsOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => ('text' in part ? [part.text] : []));
}

export function callsOf(parts: readonly Part[]) {
  return parts.flatMap((part) => ('call' in part ? [part.call] : []));
}

export function resultsOf(parts: readonly Part[]) {
  return parts.flatMap((part) => ('result' in part ? [part.result] : []));
}

export function imagesOf(parts: readonly Part[]) {
  return parts.flatMap((part) => ('image' in part ? [part.image] : []));
}

/** What a tool gave, as the text that most APIs want. */
export function outputText(output: Json): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}
