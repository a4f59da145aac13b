import type { Json, JsonObject } from '../domain/json.ts';
import { isJsonObject } from '../domain/json.ts';
import { type RequestProblem, requestProblems } from '../lint/request/request-problems.ts';
import { unansweredToolCalls } from '../lint/unanswered-tool-calls.ts';
import type { GoldenDraft } from './imported.ts';

/** A draft that can be sent, or what keeps it from being answered. */
export type Checked = { readonly golden: GoldenDraft } | { readonly problems: readonly RequestProblem[] };

/** What makes a request what it is: without it the golden would be another one. */
const essential =
  /^(messages|input|contents|system|systemInstruction|instructions|prompt|inputText|inputs|message|tools|toolConfig|functions)$/;

/**
 * Checks a draft as `lint` will check the golden. Where the request was put together again, parameters that its API does
 * not take are left out and told: they were recorded for another API, or in a spelling of the tool. An exact body stays as
 * it is, or is none.
 */
export function checkDraft(draft: GoldenDraft): Checked {
  const problems = problemsOf(draft);
  if (problems.length === 0) return { golden: draft };
  const dropped = problems.map(({ path }) => parameterAt(draft.body, path));
  if (draft.missing.length === 0 || dropped.includes(undefined)) return { problems };
  const paths = [...new Set(dropped.flatMap((path) => (path === undefined ? [] : [path.join('.')])))];
  const mended = {
    ...draft,
    body: paths.reduce((body, path) => without(body, path.split('.')), draft.body),
    missing: [...draft.missing, ...paths.map((path) => `${path}: recorded with a value that this API does not take`)],
  };
  const left = problemsOf(mended);
  return left.length === 0 ? { golden: mended } : { problems: left };
}

function problemsOf({ api, body }: GoldenDraft): RequestProblem[] {
  const unanswered = unansweredToolCalls(api, body).map(({ path }) => ({
    path,
    what: 'expected the result of every tool call, got none of this one',
  }));
  return [...requestProblems(api, body), ...unanswered];
}

/** The parameter that holds a place; undefined where that is no parameter, or is not there. */
function parameterAt(body: JsonObject, path: readonly PropertyKey[]): string[] | undefined {
  const keys: string[] = [];
  let at: Json | undefined = body;
  for (const key of path) {
    if (!isJsonObject(at) || typeof key !== 'string' || at[key] === undefined) break;
    keys.push(key);
    at = at[key];
  }
  return keys.length === 0 || essential.test(keys[0] ?? '') ? undefined : keys;
}

function without(body: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const { [key]: value, ...others } = body;
  const inner = rest.length > 0 && isJsonObject(value) ? without(value, rest) : {};
  return Object.keys(inner).length === 0 ? others : { ...body, [key]: inner };
}
