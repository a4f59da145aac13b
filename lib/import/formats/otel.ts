import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { apiOfProvider } from '../api-of-provider.ts';
import { type Imported, type ImportOptions, leftOut, type RecordReader, wrong } from '../imported.ts';
import { parsedText, textOrNone } from '../read/chat-messages.ts';
import { genaiTurns, numbered } from '../read/genai-messages.ts';
import { type Span, spansOf } from '../read/otlp.ts';
import { fromTurns } from '../reconstruct.ts';

const asked = new Set(['chat', 'text_completion', 'generate_content', 'completion']);

/** Spans of OpenTelemetry's GenAI conventions, under their current and their older names. */
export const otel: RecordReader = (record, options) => {
  const spans = spansOf(record);
  if (spans === undefined) return wrong('', 'expected an OTLP export with resourceSpans, or a span with attributes');
  return spans.flatMap((span) => fromSpan(span, options));
};

function fromSpan(span: Span, options: ImportOptions): Imported[] {
  const { attributes, path } = span;
  const operation = attributes['gen_ai.operation.name'] ?? attributes['llm.request.type'];
  const provider = textOrNone(attributes['gen_ai.provider.name']) ?? textOrNone(attributes['gen_ai.system']);
  if (provider === undefined && attributes['gen_ai.request.model'] === undefined)
    return leftOut('spans that are no requests to a model');
  if (operation !== undefined && !asked.has(String(operation)))
    return leftOut(`spans of ${String(operation).slice(0, 60)}`);

  const read = genaiTurns(span);
  if (read === undefined) return leftOut('spans without messages: recording of content was off');
  if ('notText' in read) return leftOut(`requests with ${read.notText}`);
  const responses = /responses/.test(
    String(attributes['openai.api.type'] ?? attributes['gen_ai.openai.api.type'] ?? ''),
  );
  const api =
    options.api ?? (responses ? 'openai.responses' : provider === undefined ? undefined : apiOfProvider(provider));
  if (api === undefined)
    return wrong(
      path,
      `expected a provider whose API is known, got ${provider === undefined ? 'none' : `"${provider.slice(0, 60)}"`}; say which with --api`,
    );

  const tools = toolsIn(attributes);
  const parameters = parametersIn(attributes);
  const context = servedBy(span);
  return fromTurns(read.turns, {
    api,
    ...(span.name === '' ? {} : { label: span.name }),
    missing: [
      'what spans do not carry of the body, e.g. tool_choice and response_format',
      ...(api === 'openai.chat' && parameters.max_tokens !== undefined
        ? ['whether max_tokens or max_completion_tokens was set']
        : []),
      ...(read.missing ?? []),
    ],
    ...(tools === undefined ? {} : { tools }),
    parameters,
    ...(context === undefined ? {} : { context }),
  });
}

function toolsIn(attributes: JsonObject): Json | undefined {
  const definitions = attributes['gen_ai.tool.definitions'];
  if (definitions !== undefined) return parsedText(definitions);
  const legacy = numbered(attributes, 'llm.request.functions');
  return legacy?.map(({ parameters, ...tool }) => ({
    ...tool,
    ...(parameters === undefined ? {} : { parameters: parsedText(parameters) }),
  }));
}

/** `gen_ai.request.…` and the older names that stand beside it. */
const parameterNames =
  /^(?:gen_ai\.(?:openai\.)?request|llm(?:\.chat)?)\.(temperature|top_p|top_k|max_tokens|stop_sequences|seed|frequency_penalty|presence_penalty)$/;

function parametersIn(attributes: JsonObject): JsonObject {
  const found = Object.entries(attributes).flatMap(([key, value]) => {
    const name = parameterNames.exec(key)?.[1];
    return name === undefined ? [] : [[name, value] as const];
  });
  const choices = attributes['gen_ai.request.choice.count'];
  return { ...Object.fromEntries(found), ...(choices === undefined ? {} : { n: choices }) };
}

function servedBy({ attributes, startedAt }: Span): GoldenContext | undefined {
  const model = textOrNone(attributes['gen_ai.response.model']) ?? textOrNone(attributes['gen_ai.request.model']);
  if (model === undefined) return undefined;
  const fingerprint = textOrNone(
    attributes['gen_ai.openai.response.system_fingerprint'] ?? attributes['gen_ai.response.system_fingerprint'],
  );
  return {
    capturedOn: {
      model,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(startedAt === undefined ? {} : { at: startedAt }),
    },
  };
}
