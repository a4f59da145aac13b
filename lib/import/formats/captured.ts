import type { Api } from '../../domain/endpoint/api.ts';
import { apiOfUrl, asksForStream } from '../../domain/endpoint/api-of-url.ts';
import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { Exchange, type LlmExchange } from '../../domain/run/exchange.ts';
import { type Imported, type ImportOptions, leftOut, type RecordReader, wrong } from '../imported.ts';
import { issuesIn } from '../issues-in.ts';
import { modelNamed } from '../model-named.ts';

/**
 * A line of a recording that `recordingFetch` made. The golden's body is the exact one. What belongs to a trace is handed
 * on as a part of it.
 */
export const captured: RecordReader = (record, options) => {
  if (isJsonObject(record) && typeof record.schema === 'string' && record.schema !== 'exchange/1')
    return wrong('schema', 'expected exchange/1, got another: it was recorded by another version');
  const parsed = Exchange.safeParse(record, { reportInput: true });
  if (!parsed.success) return issuesIn(parsed.error);
  const exchange = parsed.data;
  if (exchange.trace !== undefined) return [{ part: exchange, trace: exchange.trace.id }];
  return exchange.kind === 'llm' ? goldenOf(exchange, options) : leftOut(`${exchange.kind} calls outside of a trace`);
};

/** The golden of one recorded request. */
export function goldenOf(exchange: LlmExchange, { api: told }: ImportOptions): Imported[] {
  const api = told ?? exchange.api ?? apiOfUrl(exchange.request.url);
  return api === undefined ? leftOut('requests that are none for a completion') : fromRequest(exchange, api);
}

function fromRequest(exchange: LlmExchange, api: Api): Imported[] {
  const { body: text, encoding } = exchange.request;
  if (text === undefined) return leftOut('requests whose body was not kept');
  if (encoding !== undefined) return leftOut('requests whose body is no text');
  const body = jsonOf(text);
  if (!isJsonObject(body)) return wrong('request.body', 'expected a JSON object as text');
  const { status } = exchange.response ?? {};
  if (status !== undefined && status >= 400) return leftOut('requests that the server answered with an error');
  const context = servedBy(exchange);
  return [
    {
      golden: {
        api,
        body: asksForStream(exchange.request.url) ? { ...body, stream: true } : body,
        missing: notExact(exchange, text, body),
        ...(context === undefined ? {} : { context }),
      },
    },
  ];
}

function notExact({ request: { redacted = [] } }: LlmExchange, text: string, body: JsonObject): string[] {
  if (redacted.length > 0) return redacted.map((path) => `what was redacted at ${path}`.slice(0, 300));
  // A number like 1.0 or a key that stands twice: what is sent again means the same and is not the same bytes.
  return JSON.stringify(body) === text.trim() ? [] : ['white space or spelling of numbers in the exact body'];
}

function servedBy({ at, response }: LlmExchange): GoldenContext | undefined {
  const named = response?.body === undefined ? undefined : modelNamed(response.body);
  return named === undefined ? undefined : { capturedOn: { ...named, at } };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
