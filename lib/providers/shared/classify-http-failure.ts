import type { FailureClass } from '../../domain/run/completion.ts';
import type { FailureWords } from '../../domain/run/sample.ts';
import { classOfCode, classOfStatus, classOfVagueCode, statusInCode } from './failure-codes.ts';
import { parseJson } from './parse-json.ts';

/** What an endpoint answered instead of a completion. */
export interface HttpFailure {
  readonly status: number;
  readonly headers: Headers;
  /** Only its error codes are read; messages may repeat the prompt. */
  readonly body: string;
}

/** A failed call as it is recorded. */
export interface ClassifiedFailure {
  readonly error: FailureClass;
  readonly failure?: FailureWords;
}

/** Class of an answer that is no completion, and the words of the protocol that it is told by. */
export function readHttpFailure({ status, headers, body }: HttpFailure): ClassifiedFailure {
  return classifyError(tryParse(body), { status, headers });
}

/** The class alone. */
export function classifyHttpFailure(failure: HttpFailure): FailureClass {
  return readHttpFailure(failure).error;
}

/**
 * Class of a failed call. Error codes in the body say more than the status where they are known: a spent budget and a
 * full minute are both 429, and AWS answers 400 and 403 for nearly everything.
 *
 * @param json the body, or the part of an answer or of a stream that is an error.
 * @param http of an answer that says by its status that it is none; left out for an error inside a 2xx answer.
 */
export function classifyError(
  json: unknown,
  http: { readonly status: number; readonly headers: Headers } | undefined,
): ClassifiedFailure {
  const error = errorObjects(json);
  const codes = [...headerCodes(http?.headers), ...error.flatMap(codesOf)];
  const statuses = codes.flatMap((code) => statusInCode(code) ?? []);
  return {
    error:
      firstOf(codes, classOfCode) ??
      (http === undefined ? undefined : classOfStatus(http.status)) ??
      firstOf(statuses, classOfStatus) ??
      ((http?.status ?? 0) >= 500 ? undefined : firstOf(codes, classOfVagueCode)) ??
      byRange(http?.status ?? statuses[0] ?? 500),
    ...wordsOf(error, codes, http?.status),
  };
}

function byRange(status: number): FailureClass {
  return status >= 500 ? 'server-error' : status >= 400 ? 'invalid-request' : 'unknown';
}

function firstOf<T>(values: readonly T[], classOf: (value: T) => FailureClass | undefined): FailureClass | undefined {
  for (const value of values) {
    const found = classOf(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The objects in which servers put their codes, the most telling first. */
function errorObjects(json: unknown): Fields[] {
  const [first] = Array.isArray(json) ? json : [json]; // Google's OpenAI-compatible route sends a list of one
  const top = record(first);
  const listed = Array.isArray(top.errors) ? top.errors.slice(0, 1) : [];
  const inner = [top.error, record(top.error).error, ...listed, top.base_resp, record(top.fault).detail, top.response];
  return [...inner.map(record), record(record(top.response).error), top].flatMap((error) => {
    const details = Array.isArray(error.details) ? error.details.slice(0, 8) : [];
    return [
      ...details.map(record).map(({ reason, fieldViolations }) => ({ reason, fieldViolations })),
      error,
      record(error.innererror),
    ];
  });
}

/** Every machine-readable code of an object, the most telling first; no messages, which may repeat the prompt. */
function codesOf(error: Fields): (string | number)[] {
  // OpenRouter answers 403 for a prompt that its moderation stopped.
  const { flagged_input, reasons } = record(error.metadata);
  const moderated = flagged_input !== undefined || Array.isArray(reasons) ? 'moderation_blocked' : undefined;
  const named = [moderated, error.reason, error.code, error.error_code, error.errorcode, error.error_type, error.type];
  const other = [error.status, error.status_code, error.statusCode, error.__type, oneWord(error.error)];
  return [...named, ...other].filter((code) => typeof code === 'string' || typeof code === 'number').map(lastSegment);
}

/** AWS: `ThrottlingException:http://internal.amazon.com/…` */
function headerCodes(headers: Headers | undefined): string[] {
  const code = headers?.get('x-amzn-errortype')?.split(':')[0];
  return code === undefined ? [] : [code];
}

/** `{"error":"insufficient_quota"}`: a code where others have an object. Sentences are messages. */
function oneWord(error: unknown): string | undefined {
  return typeof error === 'string' && /^[A-Za-z]+(?:_[A-Za-z]+)*$/.test(error) ? error : undefined;
}

/** `com.amazon.coral.service#ThrottlingException` → `ThrottlingException` */
function lastSegment(code: string | number): string | number {
  return typeof code === 'string' ? (code.split('#').at(-1) ?? code) : code;
}

/** Code and parameter as the server calls them. A message is never among them. */
function wordsOf(
  errors: readonly Fields[],
  codes: readonly (string | number)[],
  status: number | undefined,
): { failure?: FailureWords } {
  const words = codes.map(String).filter((word) => /^[A-Za-z0-9][\w.:-]{0,63}$/.test(word));
  const code = words.find((word) => !/^\d+$/.test(word)) ?? words[0]; // a number says less than a name
  const param = errors.flatMap(paramsOf).find((word) => /^[A-Za-z][\w.[\]-]{0,79}$/.test(word));
  const said = {
    ...(status === undefined ? {} : { status }),
    ...(code === undefined || code === String(status) ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  };
  return Object.keys(said).length === 0 ? {} : { failure: said };
}

/** The parameter that an error is about: `param`, a field of Google's, or where FastAPI found something wrong. */
function paramsOf({ param, detail, fieldViolations }: Fields): string[] {
  if (typeof param === 'string') return [param];
  const { field } = record(Array.isArray(fieldViolations) ? fieldViolations[0] : undefined);
  if (typeof field === 'string') return [field];
  const { loc } = record(Array.isArray(detail) ? detail[0] : undefined);
  if (!Array.isArray(loc)) return [];
  const path = loc.filter((key) => typeof key === 'string' || typeof key === 'number');
  return [path.filter((key) => key !== 'body').join('.')];
}

function tryParse(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined; // a proxy's HTML page, or nothing
  }
}

function record(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}
