import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { readAsked } from './asked.ts';
import { numberedList } from './attributes.ts';
import { parseText, textOrNone, wordOf } from './json-text.ts';
import { openInference } from './openinference.ts';
import type { Span } from './otlp.ts';
import { askedBy, type SpanAsked } from './span-asked.ts';

/** Where the dialects of OpenTelemetry keep messages; the first that a span has counts. */
const readers: ReadonlyArray<(span: Span) => SpanAsked> = [
  current,
  aiSdk,
  openInference,
  numberedMessages,
  fromEvents,
  fromText,
];

export function spanMessages(span: Span): SpanAsked {
  for (const read of readers) {
    const found = read(span);
    if (found === undefined) continue;
    return 'messages' in found && isHidden(found.messages) ? { hidden: true } : found;
  }
  return undefined;
}

function isHidden(messages: readonly Json[]): boolean {
  return messages.some(
    (message) => isJsonObject(message) && /^(__REDACTED__|\[?REDACTED\]?|<redacted>)$/i.test(wordOf(message.content)),
  );
}

function listIn(value: Json | undefined): readonly Json[] | undefined {
  const parsed = value === undefined ? undefined : parseText(value);
  return Array.isArray(parsed) && parsed.length > 0 ? (parsed as readonly Json[]) : undefined;
}

/** The current names of the GenAI conventions, on the span or on its event. */
function current(span: Span): SpanAsked {
  const details = span.events.find(({ name }) => name === 'gen_ai.client.inference.operation.details');
  for (const attributes of [span.attributes, details?.attributes ?? {}]) {
    const messages = listIn(attributes['gen_ai.input.messages']);
    if (messages === undefined) continue;
    return askedBy(messages, 'gen_ai.input.messages', {
      system: attributes['gen_ai.system_instructions'],
      tools: attributes['gen_ai.tool.definitions'],
    });
  }
  return undefined;
}

/** The Vercel AI SDK. */
function aiSdk({ attributes }: Span): SpanAsked {
  const messages = listIn(attributes['ai.prompt.messages']);
  if (messages === undefined) return undefined;
  const tools = attributes['ai.prompt.tools'];
  const choice = attributes['ai.prompt.toolChoice'];
  return askedBy(messages, 'ai.prompt.messages', {
    tools: Array.isArray(tools) ? (tools as readonly Json[]).map(parseText) : tools,
    parameters: {
      ...(choice === undefined ? {} : { tool_choice: parseText(choice) }),
      ...(attributes['ai.schema'] === undefined ? {} : { 'ai.schema': attributes['ai.schema'] }),
    },
  });
}

/** `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, `gen_ai.prompt.0.tool_calls.0.name`: OpenLLMetry and others. */
function numberedMessages({ attributes }: Span): SpanAsked {
  const messages = numberedList(attributes, 'gen_ai.prompt') ?? numberedList(attributes, 'llm.prompts');
  if (messages === undefined) return undefined;
  const tools =
    numberedList(attributes, 'llm.request.functions') ?? numberedList(attributes, 'gen_ai.tool.definitions');
  return askedBy(messages.map(withRole), 'gen_ai.prompt', tools === undefined ? {} : { tools });
}

/** Completions have no roles. */
function withRole(message: Json): Json {
  return isJsonObject(message) && message.role === undefined && typeof message.content === 'string'
    ? { role: 'user', ...message }
    : message;
}

/** An event a message, `gen_ai.user.message`. */
function fromEvents({ events }: Span): SpanAsked {
  const messages = events.flatMap(({ name, attributes }) => {
    const message = messageOfEvent(name, attributes, attributes.body ?? attributes['gen_ai.event.content']);
    return message === undefined ? [] : [message];
  });
  const says = messages.some(({ content, tool_calls: calls }) => (content ?? calls ?? null) !== null);
  return says ? askedBy(messages, 'events') : undefined;
}

/** The message that an event of the older conventions tells, on a span or as a log record; undefined for another event. */
export function messageOfEvent(name: string, attributes: JsonObject, body: Json | undefined): JsonObject | undefined {
  const role = /^gen_ai\.(system|developer|user|assistant|tool)\.message$/.exec(name)?.[1];
  if (role === undefined) return undefined;
  const value = body === undefined || body === null ? attributes : parseText(body);
  const { content, tool_calls: calls, id, role: own } = isJsonObject(value) ? value : { ...attributes, content: value };
  return {
    role: typeof own === 'string' ? own : role,
    content: contentOf(content),
    ...(calls === undefined ? {} : { tool_calls: parseText(calls) }),
    ...(role === 'tool' && textOrNone(id) !== undefined ? { tool_call_id: id as string } : {}),
  };
}

/** Parts that were written as text are read; a list of anything else is what somebody said. */
function contentOf(content: Json | undefined): Json {
  if (typeof content !== 'string' || !/^\[\s*\{/.test(content)) return content ?? null;
  const parsed = parseText(content);
  const areParts =
    Array.isArray(parsed) &&
    (parsed as readonly Json[]).every(
      (part) => isJsonObject(part) && ['type', 'text', 'toolUse', 'toolResult'].some((key) => part[key] !== undefined),
    );
  return areParts ? parsed : content;
}

/** Attributes that hold messages, or the whole request, as one text of JSON: OpenLIT, Logfire, MLflow, Google's ADK and others. */
const wholeRequests = [
  'gen_ai.prompt',
  'llm.prompts',
  'request_data',
  'mlflow.spanInputs',
  'gcp.vertex.agent.llm_request',
  'all_messages_events',
  'events',
  'pydantic_ai.all_messages',
  'gen_ai.request.messages',
  'llm.messages',
  'traceloop.entity.input',
  'lk.chat_ctx',
];

function fromText({ attributes, events }: Span): SpanAsked {
  const event = events.find(({ name }) => name === 'gen_ai.content.prompt');
  const given =
    event?.attributes['gen_ai.prompt'] ??
    wholeRequests.map((key) => attributes[key]).find((value) => value !== undefined);
  if (given === undefined) return undefined;
  const value = parseText(given);
  if (typeof value === 'string' && event === undefined && attributes['gen_ai.prompt'] === undefined) return undefined;
  const read = readAsked(Array.isArray(value) ? withoutAnswers(value as readonly Json[]) : value, 'gen_ai.prompt');
  return 'wrong' in read ? undefined : read;
}

/** Some keep the answer behind the messages. */
function withoutAnswers(messages: readonly Json[]): readonly Json[] {
  return messages.filter((message) => !isJsonObject(message) || message['event.name'] !== 'gen_ai.choice');
}

/** Whether something stands in a span that looks like messages, in a form that is not known here. */
export function hasUnreadContent({ attributes, events }: Span): boolean {
  const looks = ([key, value]: [string, Json]) =>
    /prompt|message|input|content|request/i.test(key) &&
    !/token|mime|usage|output|response|completion|url|header|template|_ref$|_id$|\.id$|type$|name$/i.test(key) &&
    ((typeof value === 'string' && /\s|^[[{]/.test(value)) ||
      (Array.isArray(value) && value.some((item: Json) => isJsonObject(item))));
  return Object.entries(attributes).some(looks) || events.some((event) => Object.entries(event.attributes).some(looks));
}
