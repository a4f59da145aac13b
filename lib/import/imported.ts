import type { Api } from '../domain/endpoint/api.ts';
import { kindOf } from '../domain/explain-issue.ts';
import type { Expectation } from '../domain/golden/expectation.ts';
import type { GoldenContext } from '../domain/golden/golden-context.ts';
import type { LlmNode } from '../domain/golden/trace-node.ts';
import type { TraceFile } from '../domain/golden/trace-tree.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { Exchange, LlmExchange } from '../domain/run/exchange.ts';
import type { SpanPart } from './read/span-part.ts';

/** A golden as a format gives it: everything but its id, which depends on what else there is. */
export interface GoldenDraft {
  /** What its source calls this one request, e.g. a `custom_id`; it becomes the id. */
  readonly name?: string;
  /** What its source calls requests of this kind; begins the id where there is no name. */
  readonly label?: string;
  readonly title?: string;
  readonly api: Api;
  readonly body: JsonObject;
  /** What of the input is not known. Empty: the body is what went over the wire. */
  readonly missing: readonly string[];
  readonly context?: GoldenContext;
  readonly expectations?: readonly Expectation[];
  /** Where the body stands in its record, as in `requests[0].params`; empty for the record itself. */
  readonly at?: string;
}

/** A piece of what several records tell together. */
export type TracePart = Exchange | SpanPart;

/** What one record of a file came to. */
export type Imported =
  | { readonly golden: GoldenDraft }
  /** `label` begins the id, which the tree has none of yet. */
  | { readonly tree: TraceFile; readonly label?: string }
  /** A part of a trace: what it comes to is known when all of the trace has been read. */
  | { readonly part: TracePart; readonly trace: string }
  /** Nothing is wrong with it, but it is nothing to make a golden of: no request to a model, or one that failed. */
  | { readonly leftOut: string }
  /** A request of which no golden can be made. `path` is where in the record, as in `input.messages[0]`; empty for the record itself. */
  | { readonly wrong: string; readonly path: string };

/** What may be told to a format from outside. */
export interface ImportOptions {
  /** The API to write goldens for, where a format does not say or says something else. */
  readonly api?: Api | undefined;
  /** Reads a file that the record's file refers to, beside it; undefined if it is not there. */
  readonly readText?: ((path: string) => string | undefined) | undefined;
  /** Files that match a pattern, beside the record's file, in the order of their names. */
  readonly listFiles?: ((pattern: string) => readonly string[]) | undefined;
  /** Reads what a recorded request was answered; undefined if that is not known, or no answer. */
  readonly readAnswer?: ((api: Api, exchange: LlmExchange) => LlmNode['output']) | undefined;
}

/** Reads one record: a line, an element of a list, or a whole document. Pure; never throws for what it is given. */
export type RecordReader = (record: Json, options: ImportOptions) => readonly Imported[];

export function leaveOut(reason: string): Imported[] {
  return [{ leftOut: reason }];
}

export function reportWrong(path: string, what: string): Imported[] {
  return [{ wrong: what, path }];
}

/** `expected an object, got a list`; values are prompts, so they are never quoted. */
export function sayExpected(what: string, value: Json | undefined): string {
  return `expected ${what}, got ${kindOf(value)}`;
}

/** The same results, with where they stand put before their places. */
export function within(path: string, results: readonly Imported[]): readonly Imported[] {
  const put = (inner: string) => (path === '' || inner === '' ? path + inner : `${path}.${inner}`);
  return results.map((one) => {
    if ('wrong' in one) return { ...one, path: put(one.path) };
    return 'golden' in one ? { golden: { ...one.golden, at: put(one.golden.at ?? '') } } : one;
  });
}
