import type { JsonObject } from '../../../lib/domain/json.ts';
import type { FailureClass } from '../../../lib/domain/run/completion.ts';
import type { Answer } from './loopback-server.ts';

/** What a model is to have said, whatever protocol carries it. */
export interface Said {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly arguments: JsonObject }[];
  /** What it said instead of an answer; empty where a protocol only marks refusals. */
  readonly refusal?: string;
  readonly usage?: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
    readonly reasoning?: number;
  };
  readonly logprobs?: readonly {
    readonly token: string;
    readonly logprob: number;
    readonly top: readonly (readonly [string, number])[];
  }[];
  /** Id that the server gave the request, where a script does not set it. */
  readonly requestId?: string;
  /** Fields that no client can know, at the top of the answer. */
  readonly unknown?: JsonObject;
}

/** What answers may bring, and not every API has. */
export type Carried = 'tools' | 'refusals' | 'logprobs' | 'cached' | 'reasoning' | 'rate-limits' | 'retry-after';

/** What is changed in the endpoint or the body, so that a real engine refuses. */
export interface Provocation {
  readonly endpoint?: object;
  readonly body?: JsonObject;
}

/**
 * A wire protocol, spoken from the server's side as its published API description has it; written apart from the
 * adapters, so that the two can disagree.
 */
export interface Protocol {
  /** The answer to a request that does not ask for a stream. */
  answer(said: Said): Answer;
  /** The same as a stream, where the body can ask for one. */
  stream?(said: Said): Answer;
  /** A stream without the end of it, cut where a line or a message ends; every other line is left out if not said. */
  cut?(whole: Answer): Answer;
  /** A stream that turns into an error half way. */
  brokenStream?: { readonly answer: Answer; readonly becomes: FailureClass };
  /** How this API fails: an answer for each class that it can tell apart. */
  readonly failures: readonly (readonly [FailureClass, Answer])[];
  /** What a real engine refuses, and how. */
  readonly refused?: readonly (readonly [FailureClass, Provocation])[];
  /** Finish reasons of an answer, a tool call and a refusal, as this API spells them. */
  readonly reasons: { readonly stop: string; readonly tools?: string; readonly refused?: string };
  /** The model and fingerprint that answers (or look-ups) report. */
  readonly identity: { readonly model?: string; readonly fingerprint?: string };
  /** Header that carries the request id, if the API has one. */
  readonly requestIdHeader?: string;
  /** What the protocol can carry; the suite leaves out what it cannot. */
  readonly carries: ReadonlySet<Carried>;
  /**
   * Set where a real engine answers, which says what it says: `answer` and `stream` then pass the request on to it, and
   * this reads what came back, apart from the adapter.
   */
  readonly hears?: (answer: Answer) => Said;
  /** Answers to what adapters ask beside replays (digests, lists); undefined for a replay. */
  aside?(method: string, path: string): Answer | undefined;
}

/** Prompts and completions are customer data; this stands in error messages, where providers like to repeat them. */
export const secret = 'my-prompt-in-an-error-message';

/** An answer of JSON. */
export function json(body: unknown, status = 200, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: JSON.stringify(body) };
}

/** An event stream of named or nameless events. */
export function eventStream(events: readonly { readonly event?: string; readonly data: unknown }[]): Answer {
  const body = events
    .map(
      ({ event, data }) =>
        `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    )
    .join('');
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8' }, body };
}

/** Cuts a text into pieces of a few characters, as tokens would, never inside a surrogate pair. */
export function pieces(text: string): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / 3) }, (_, at) =>
    characters.slice(at * 3, at * 3 + 3).join(''),
  );
}
