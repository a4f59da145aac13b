import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import { Timestamp } from '../../domain/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { apiOfProvider } from '../api-of-provider.ts';
import { expected, type Imported, type ImportOptions, leftOut, type RecordReader, wrong } from '../imported.ts';
import { parsedText, textOrNone } from '../read/chat-messages.ts';
import { apiOfModel, reconstructed } from '../reconstruct.ts';

/**
 * Exports of Langfuse: observations (of the interface, the API and the blob storage), traces with their observations,
 * and items of datasets. An input is what the integration chose to log.
 */
export const langfuse: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return wrong('', expected('an observation, a trace or a dataset item', record));
  for (const key of ['data', 'observations', 'items'])
    if (Array.isArray(record[key]))
      return (record[key] as readonly Json[]).flatMap((item, i) => within(`${key}[${i}]`, langfuse(item, options)));
  return fromItem(record, options);
};

function within(path: string, results: readonly Imported[]): Imported[] {
  return results.map((one) =>
    'wrong' in one ? { ...one, path: one.path === '' ? path : `${path}.${one.path}` } : one,
  );
}

function fromItem(item: JsonObject, options: ImportOptions): Imported[] {
  const { type } = item;
  if (type !== undefined && type !== 'GENERATION') return leftOut(`observations of type ${String(type).slice(0, 60)}`);
  if (item.input === undefined || item.input === null) return leftOut('observations without an input');
  const model = item.model ?? item.providedModelName ?? item.provided_model_name ?? item.internalModel;
  const choice = apiOf(item, model, options);
  if ('wrong' in choice) return wrong('model', choice.wrong);

  const input = parsedText(item.input);
  const recorded = parsedText(item.modelParameters ?? item.model_parameters ?? {});
  const { messages, rest, path, missing } = conversationIn(input);
  const { tools, functions: _, ...parameters } = { ...(isJsonObject(recorded) ? recorded : {}), ...rest } as JsonObject;
  const label = textOrNone(item.name);
  const context = servedBy(item, model);
  return reconstructed({
    api: choice.api,
    ...(label === undefined ? {} : { label }),
    missing: ['what Langfuse was not told of the body', ...choice.missing, ...missing],
    ...(context === undefined ? {} : { context }),
    messages,
    path,
    tools,
    parameters,
  });
}

function apiOf(item: JsonObject, model: Json | undefined, { api }: ImportOptions) {
  if (api !== undefined) return { api, missing: [] };
  const metadata = parsedText(item.metadata ?? {});
  const provider = isJsonObject(metadata) ? textOrNone(metadata.ls_provider) : undefined;
  const named = provider === undefined ? undefined : apiOfProvider(provider);
  return named === undefined ? apiOfModel(model) : { api: named, missing: [] };
}

/** Integrations log the messages, an object that holds them beside other parameters, or one text. */
function conversationIn(input: Json): {
  messages: Json | undefined;
  rest: JsonObject;
  path: string;
  missing: readonly string[];
} {
  if (typeof input === 'string')
    return {
      messages: [{ role: 'user', content: input }],
      rest: {},
      path: 'input',
      missing: ['roles: the input was one text, taken for what the user said'],
    };
  if (!isJsonObject(input)) return { messages: input, rest: {}, path: 'input', missing: [] };
  const { messages, ...rest } = input;
  return { messages, rest, path: 'input.messages', missing: [] };
}

function servedBy(
  { startTime, start_time: startedAt }: JsonObject,
  model: Json | undefined,
): GoldenContext | undefined {
  if (typeof model !== 'string' || model === '') return undefined;
  const at = Timestamp.safeParse(startTime ?? startedAt);
  return { capturedOn: { model, ...(at.success ? { at: at.data } : {}) } };
}
