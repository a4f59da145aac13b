import type { Api } from '../../../lib/domain/endpoint/api.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import type { Answer } from '../../helpers/llm-servers/loopback-server.ts';

/** Something that servers are known to do, with answers that do it; docs/providers/quirks.md has a line for each. */
export interface Quirk {
  /** How the table of the page calls it. */
  readonly name: string;
  readonly cases: readonly QuirkCase[];
}

export interface QuirkCase {
  readonly what: string;
  readonly api: Api;
  /** What is put into the golden's body, e.g. `{ stream: true }`. */
  readonly asked?: JsonObject;
  readonly answer: Answer;
  /** What the completion holds, at least. */
  readonly gives: object;
  /** What it must not hold. */
  readonly lacks?: readonly string[];
}

export const streamed = { stream: true };

/** An event stream of JSON values; texts are data as they are. */
export function events(...data: readonly unknown[]): Answer {
  return { headers: { 'content-type': 'text/event-stream' }, body: data.map(eventText).join('') };
}

/** One event, named where a name is given. */
export function eventText(data: unknown, name?: unknown): string {
  const line = typeof data === 'string' ? data : JSON.stringify(data);
  return `${typeof name === 'string' ? `event: ${name}\n` : ''}data: ${line}\n\n`;
}

/** An answer of JSON, as an object or as the text of it. */
export function json(body: unknown, status = 200): Answer {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A chunk of Chat Completions with this delta of its one choice. */
export function delta(content: object | string, finishReason: string | null = null, more: object = {}): object {
  const said = typeof content === 'string' ? { content } : content;
  return {
    id: 'c-1',
    object: 'chat.completion.chunk',
    model: 'pinned-1',
    choices: [{ index: 0, delta: said, finish_reason: finishReason, ...more }],
  };
}

/** A whole Chat Completion with this message; `more` stands beside its choices. */
export function chat(message: object, more: object = {}, ofChoice: object = {}): object {
  return {
    id: 'c-1',
    object: 'chat.completion',
    model: 'pinned-1',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...ofChoice }],
    ...more,
  };
}
