import { isJsonObject, type Json } from '../../domain/json.ts';
import { readAsked } from './asked.ts';
import { numberedList } from './attributes.ts';
import { parseText } from './json-text.ts';
import type { Span } from './otlp.ts';
import { askedBy, type SpanAsked } from './span-asked.ts';

/** OpenInference: Arize Phoenix and others. Where the whole request was kept as it is, that is better than its parts. */
export function openInference({ attributes }: Span): SpanAsked {
  const parts = numberedList(attributes, 'llm.input_messages');
  const prompts = numberedList(attributes, 'llm.prompts');
  const whole = attributes['input.value'] === undefined ? undefined : parseText(attributes['input.value']);
  const definitions = numberedList(attributes, 'llm.tools')?.map((item) => {
    const tool = isJsonObject(item) && isJsonObject(item.tool) ? (item.tool.json_schema ?? item.tool) : item;
    return parseText(tool);
  });
  const settings = parseText(attributes['llm.invocation_parameters'] ?? {});
  const beside = {
    ...(definitions === undefined ? {} : { tools: definitions }),
    parameters: isJsonObject(settings) ? settings : {},
  };
  if (attributes['openinference.span.kind'] === undefined && parts === undefined) return undefined;
  if (
    isJsonObject(whole) &&
    typeof whole.model === 'string' &&
    (whole.messages ?? whole.contents ?? whole.input) !== undefined
  ) {
    const read = readAsked(whole, 'input.value');
    if (!('wrong' in read))
      return { ...read, parameters: { ...beside.parameters, ...read.parameters }, tools: read.tools ?? definitions };
  }
  if (parts !== undefined) return askedBy(parts.map(openInferenceMessage), 'llm.input_messages', beside);
  const texts = prompts?.map((item) =>
    isJsonObject(item) && isJsonObject(item.prompt) ? (item.prompt.text ?? null) : null,
  );
  const read = readAsked(texts ?? attributes['input.value'], texts === undefined ? 'input.value' : 'llm.prompts');
  return 'wrong' in read
    ? undefined
    : {
        ...read,
        ...beside,
        tools: definitions ?? read.tools,
        parameters: { ...beside.parameters, ...read.parameters },
      };
}

function openInferenceMessage(item: Json): Json {
  const message = isJsonObject(item) && isJsonObject(item.message) ? item.message : item;
  if (!isJsonObject(message)) return message;
  const {
    contents,
    tool_calls: calls,
    function_call_name: name,
    function_call_arguments_json: input,
    ...rest
  } = message;
  return {
    ...rest,
    ...(Array.isArray(contents) ? { content: (contents as readonly Json[]).map(openInferenceContent) } : {}),
    ...(Array.isArray(calls)
      ? { tool_calls: (calls as readonly Json[]).map((call) => (isJsonObject(call) ? (call.tool_call ?? call) : call)) }
      : {}),
    ...(typeof name === 'string' ? { function_call: { name, arguments: input ?? '{}' } } : {}),
  };
}

function openInferenceContent(item: Json): Json {
  const content = isJsonObject(item) && isJsonObject(item.message_content) ? item.message_content : item;
  if (!isJsonObject(content) || !isJsonObject(content.image)) return content;
  const image = isJsonObject(content.image.image) ? content.image.image : content.image;
  return { type: 'image_url', image_url: { url: image.url ?? null } };
}
