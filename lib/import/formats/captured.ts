import type { Api } from '../../domain/endpoint/api.ts';
import { apiOfUrl, asksForStream } from '../../domain/endpoint/api-of-url.ts';
import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { Exchange, type LlmExchange } from '../../domain/run/exchange.ts';
import { findModel } from '../find-model.ts';
import { type Imported, type ImportOptions, leaveOut, type RecordReader, reportWrong } from '../imported.ts';
import { issuesIn } from '../issues-in.ts';

/**
 * A line of a recording that `recordingFetch` made. The golden's body is the exact one. What belongs to a trace is handed
 * on as a part of it.
 */
export const readCaptured: RecordReader = (record, options) => {
  if (isJsonObject(record) && typeof record.schema === 'string' && record.schema !== 'exchange/1')
    return reportWrong('schema', 'expected exchange/1, got another: it was recorded by another version');
  const parsed = Exchange.safeParse(record, { reportInput: true });
  if (!parsed.success) return issuesIn(parsed.error);
  const exchange = parsed.data;
  if (exchange.trace !== undefined) return [{ part: exchange, trace: exchange.trace.id }];
  return exchange.kind === 'llm' ? goldenOf(exchange, options) : leaveOut(`${exchange.kind} calls outside of a trace`);
};

/** The golden of one recorded request. */
export function goldenOf(exchange: LlmExchange, { api: told }: ImportOptions): Imported[] {
  const api = told ?? exchange.api ?? apiOfUrl(exchange.request.url);
  return api === undefined ? leaveOut('requests that are none for a completion') : fromRequest(exchange, api);
}

function fromRequest(exchange: LlmExchange, api: Api): Imported[] {
  const { body: text, encoding } = exchange.request;
  if (text === undefined) return leaveOut('requests whose body was not kept');
  if (encoding !== undefined) return leaveOut('requests whose body is no text');
  const body = parseBody(text);
  if (!isJsonObject(body)) return reportWrong('request.body', 'expected a JSON object as text');
  const { status } = exchange.response ?? {};
  if (status !== undefined && status >= 400) return leaveOut('requests that the server answered with an error');
  const context = servedBy(exchange);
  return [
    {
      golden: {
        api,
        body: asksForStream(exchange.request.url) ? { ...body, stream: true } : body,
        missing: findInexact(exchange, text, body),
        ...(context === undefined ? {} : { context }),
      },
    },
  ];
}

function findInexact({ request: { redacted = [] } }: LlmExchange, text: string, body: JsonObject): string[] {
  if (redacted.length > 0) return redacted.map((path) => `what was redacted at ${path}`.slice(0, 300));
  // A number like 1.0 or a key that stands twice: what is sent again means the same and is not the same bytes.
  return JSON.stringify(body) === text.trim() ? [] : ['white space or spelling of numbers in the exact body'];
}

function servedBy({ at, response }: LlmExchange): GoldenContext | undefined {
  const named = response?.body === undefined ? undefined : findModel(response.body);
  return named === undefined ? undefined : { capturedOn: { ...named, at } };
}

function parseBody(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
