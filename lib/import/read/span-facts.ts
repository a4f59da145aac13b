import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { isOfOtherKind, ofOtherKinds } from '../choose-api.ts';
import { textOrNone, wordOf } from './json-text.ts';
import type { Span } from './otlp.ts';

const requested = /^(chat|text_completion|generate_content|completion|message|messages|responses?)$/;
const inner = /^ai\.(generate|stream)(Text|Object)\.do(Generate|Stream)$/;

/** Why a span is no request to a model, or holds one that is a span of its own; undefined where it may be one. */
export function otherKind(attributes: JsonObject): string | undefined {
  const kind = attributes['openinference.span.kind'];
  if (typeof kind === 'string' && kind.toUpperCase() !== 'LLM')
    return kind.toUpperCase() === 'EMBEDDING' ? ofOtherKinds : `spans of kind ${kind.slice(0, 60)}`;
  const sdk = attributes['ai.operationId'];
  if (typeof sdk === 'string' && /embed|rerank|image|speech|transcri/i.test(sdk)) return ofOtherKinds;
  if (typeof sdk === 'string' && !inner.test(sdk))
    return /^ai\.(generate|stream)(Text|Object)$/.test(sdk)
      ? 'spans around requests that are spans of their own'
      : `spans of ${sdk.slice(0, 60)}`;
  const operation = attributes['gen_ai.operation.name'] ?? attributes['llm.request.type'];
  if (isOfOtherKind(modelOf(attributes)) || /embedding|rerank|image|speech/.test(wordOf(operation)))
    return ofOtherKinds;
  if (sdk === undefined && operation !== undefined && !requested.test(wordOf(operation)))
    return `spans of ${wordOf(operation).slice(0, 60)}`;
  const traceloop = attributes['traceloop.span.kind'];
  return typeof traceloop === 'string' && operation === undefined
    ? `spans of kind ${traceloop.slice(0, 60)}`
    : undefined;
}

/** The keys that OpenTelemetry, OpenInference and the AI SDK have for one thing. */
function firstText(attributes: JsonObject, ...keys: string[]): string | undefined {
  return keys.map((key) => textOrNone(attributes[key] as Json | undefined)).find((value) => value !== undefined);
}

/** Whose model was asked, as the span names it. */
export function providerOf(attributes: JsonObject): string | undefined {
  return firstText(
    attributes,
    'gen_ai.provider.name',
    'ai.model.provider',
    'gen_ai.system',
    'llm.provider',
    'llm.system',
  );
}

/** The model that was asked for, or else the one that answered. */
export function modelOf(attributes: JsonObject): string | undefined {
  return firstText(attributes, 'gen_ai.request.model', 'ai.model.id', 'llm.model_name', 'gen_ai.response.model');
}

/** What served the request when it was recorded. */
export function servedBy(
  { attributes, startedAt }: Span,
  requestedModel: string | undefined,
): GoldenContext | undefined {
  const model = firstText(attributes, 'gen_ai.response.model', 'ai.response.model') ?? requestedModel;
  if (model === undefined) return undefined;
  const fingerprint = firstText(
    attributes,
    'gen_ai.openai.response.system_fingerprint',
    'openai.response.system_fingerprint',
    'gen_ai.response.system_fingerprint',
  );
  return {
    capturedOn: {
      model,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(startedAt === undefined ? {} : { at: startedAt }),
    },
  };
}
