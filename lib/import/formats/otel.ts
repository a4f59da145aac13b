import type { JsonObject } from '../../domain/json.ts';
import { chooseApi } from '../choose-api.ts';
import {
  type Imported,
  type ImportOptions,
  leaveOut,
  type RecordReader,
  reportWrong,
  type TracePart,
} from '../imported.ts';
import type { Asked } from '../read/asked.ts';
import { textOrNone, wordOf } from '../read/json-text.ts';
import { type LogRecord, readTelemetry, type Span } from '../read/otlp.ts';
import { modelOf, otherKind, providerOf, servedBy } from '../read/span-facts.ts';
import { hasUnreadContent, messageOfEvent, spanMessages } from '../read/span-messages.ts';
import { spanParameters } from '../read/span-parameters.ts';
import { reconstruct } from '../reconstruct.ts';

/**
 * Spans and log records of OpenTelemetry: the GenAI conventions under their current and their older names, OpenInference,
 * OpenLLMetry, the Vercel AI SDK and others. Messages that were logged apart from their span are put together with it when
 * everything has been read.
 */
export const otel: RecordReader = (record, options) => {
  const telemetry = readTelemetry(record);
  if (telemetry === undefined)
    return reportWrong(
      '',
      'expected an OTLP export with resourceSpans or resourceLogs, a span with attributes, or a log record',
    );
  return [
    ...telemetry.spans.flatMap((span) => fromSpan(span, options)),
    ...telemetry.logs.flatMap((log) => fromLog(log, options)),
  ];
};

/** Spans that had no messages of their own, and messages of log records that belong to one span. */
export function joinSpans(parts: readonly TracePart[], options: ImportOptions): readonly Imported[] {
  const span = parts.flatMap((part) => (part.kind === 'span' ? [part.span] : []))[0];
  const messages = parts.flatMap((part) => (part.kind === 'message' ? [part] : []));
  const [first] = messages;
  if (first === undefined) return leaveOut(contentOff);
  const { attributes } = first;
  const request = span ?? { name: '', attributes, events: [], path: '' };
  return toGolden(
    request,
    { messages: messages.map(({ message }) => message), path: '', parameters: {}, missing: [] },
    options,
  );
}

const contentOff = 'spans without messages: recording of content was off, or their log records are not here';

function fromSpan(span: Span, options: ImportOptions): readonly Imported[] {
  const { attributes } = span;
  const other = otherKind(attributes);
  if (other !== undefined) return leaveOut(other);
  const found = spanMessages(span);
  if (found === undefined && providerOf(attributes) === undefined && modelOf(attributes) === undefined)
    return leaveOut('spans that are no requests to a model');
  if (found === undefined && hasUnreadContent(span))
    return reportWrong(span.path, 'expected messages in a form that is known, got another');
  if (found === undefined) {
    if (span.id === undefined) return leaveOut(contentOff);
    return [{ part: { kind: 'span', span: withoutContent(span) }, trace: span.id }];
  }
  return 'hidden' in found
    ? leaveOut('spans whose messages were hidden when they were recorded')
    : toGolden(span, found, options);
}

function fromLog(log: LogRecord, options: ImportOptions): readonly Imported[] {
  const { event, attributes, body, path } = log;
  if (event === 'gen_ai.client.inference.operation.details') {
    const more = body !== null && typeof body === 'object' && !Array.isArray(body) ? (body as JsonObject) : {};
    return fromSpan({ name: '', attributes: { ...more, ...attributes }, events: [], path }, options);
  }
  const message = messageOfEvent(event, attributes, body);
  if (message === undefined)
    return leaveOut(
      event.startsWith('gen_ai.')
        ? `log records of ${event.slice(0, 60)}`
        : 'log records that are no requests to a model',
    );
  if ((message.content ?? message.tool_calls ?? null) === null)
    return leaveOut('log records of messages without their content');
  if (log.id === undefined)
    return reportWrong(
      path,
      'expected a log record with the ids of its trace and span, which tell what belongs to one request',
    );
  return [
    {
      part: {
        kind: 'message',
        message,
        attributes: withoutContent({ name: '', attributes, events: [], path }).attributes,
      },
      trace: log.id,
    },
  ];
}

function toGolden(span: Span, asked: Asked, options: ImportOptions): Imported[] {
  const { attributes } = span;
  const model = modelOf(attributes) ?? textOrNone(asked.parameters.model);
  const kind = wordOf(attributes['openai.api.type'] ?? attributes['gen_ai.openai.api.type'] ?? '');
  const provider = providerOf(attributes);
  const choice = chooseApi({
    told: options.api,
    provider,
    model,
    isResponses: /responses/.test(kind) || asked.hint === 'openai.responses',
  });
  if ('wrong' in choice) return reportWrong(span.path, choice.wrong);
  const parameters = { ...spanParameters(attributes), ...asked.parameters };
  const context = servedBy(span, model);
  return reconstruct({
    api: choice.api,
    ...(span.name === '' ? {} : { label: span.name }),
    missing: [
      'what spans do not carry of the body, e.g. tool_choice and response_format',
      ...choice.missing,
      ...(choice.api === 'openai.chat' && parameters.max_tokens !== undefined
        ? ['whether max_tokens or max_completion_tokens was set']
        : []),
    ],
    ...(context === undefined ? {} : { context }),
    asked: { ...asked, path: [span.path, asked.path].filter(Boolean).join('.'), parameters },
  });
}

const ofRequest =
  /^(gen_ai\.(system|provider|request|response\.(model|system)|openai|operation)|llm\.|openai\.|ai\.(model|settings|response\.model))/;

/** What is needed of a span that waits for its messages: everything is held until the end. */
function withoutContent({ name, attributes, startedAt, path }: Span): Span {
  const kept = Object.entries(attributes).filter(
    ([key, value]) => ofRequest.test(key) && (typeof value !== 'string' || value.length < 200),
  );
  return {
    name,
    attributes: Object.fromEntries(kept),
    events: [],
    ...(startedAt === undefined ? {} : { startedAt }),
    path,
  };
}
