import { type ClassifiedFailure, classifyError } from './classify-http-failure.ts';

/** A failure that arrived inside a 2xx answer, e.g. an error event in a stream. */
export class InBandFailure extends Error {
  override readonly name = 'InBandFailure';
  readonly failure: ClassifiedFailure;

  /** @param error the API's error object, or the object that holds it, e.g. `{"type":"overloaded_error"}`. */
  constructor(error: unknown) {
    super('the answer is an error');
    this.failure = classifyError(error, undefined);
  }
}

/** Something that is no whole answer, and why. The message names no content: it is kept as a note. */
export class HalfAnswer extends Error {
  override readonly name = 'HalfAnswer';
}

/**
 * The error that a JSON value of a 2xx answer is, or holds, or nothing. Gateways answer 200 with an error when the server
 * behind them failed, servers send one as the last event of a stream, and some have no other way to say it.
 */
export function failureIn(json: unknown): object | undefined {
  if (Array.isArray(json)) return json.map(failureIn).find((failure) => failure !== undefined);
  if (!isRecord(json)) return undefined;
  if (saysSomething(json.error) || json.object === 'error' || json.type === 'error') return json;
  if (Array.isArray(json.errors) && json.errors.length > 0) return json;
  if (json.success === false || saysSomething(json.__type) || saysSomething(json.fault)) return json;
  if (isRecord(json.base_resp) && saysSomething(json.base_resp.status_code)) return json;
  if ((saysSomething(json.error_code) || saysSomething(json.error_msg)) && !('choices' in json)) return json;
  return undefined;
}

/**
 * The same for a value that has turned out to be no answer: there a message, a `detail` or a code is enough, beside which
 * an answer could stand.
 */
export function vagueFailureIn(json: unknown): object | undefined {
  if (!isRecord(json)) return undefined;
  const says = ['message', 'msg', 'detail', 'code', 'status_code', 'statusCode', 'error_type'];
  return says.some((key) => !isRecord(json[key]) && saysSomething(json[key])) ? json : undefined;
}

/** Empty texts, zeros and objects of such are how servers spell "no error". */
function saysSomething(value: unknown): boolean {
  if (isRecord(value)) return Object.values(value).some(saysSomething);
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== '' && value !== 0 && value !== false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
