import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import { Timestamp } from '../../domain/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { apiOfProvider } from '../api-of-provider.ts';
import { expected, type Imported, type ImportOptions, leftOut, type RecordReader, wrong } from '../imported.ts';
import { textOrNone } from '../read/chat-messages.ts';
import { langchainMessages } from '../read/langchain-messages.ts';
import { apiOfModel, reconstructed } from '../reconstruct.ts';

/** Exports of LangSmith: runs of type `llm`, and examples of datasets whose inputs hold messages. */
export const langsmith: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return wrong('', expected('a run or an example', record));
  if (Array.isArray(record.runs)) return (record.runs as readonly Json[]).flatMap((run) => langsmith(run, options));
  const { run_type: type, inputs } = record;
  if (type !== undefined && type !== 'llm') return leftOut(`runs of type ${String(type).slice(0, 60)}`);
  if (!isJsonObject(inputs)) return wrong('inputs', expected('an object', inputs));
  if (inputs.messages === undefined) return leftOut('inputs without messages');
  return fromInputs(record, inputs, options);
};

function fromInputs(record: JsonObject, inputs: JsonObject, options: ImportOptions): Imported[] {
  const extra = isJsonObject(record.extra) ? record.extra : {};
  const invocation = isJsonObject(extra.invocation_params) ? extra.invocation_params : {};
  const metadata = isJsonObject(extra.metadata) ? extra.metadata : {};
  const { messages, ...rest } = inputs;
  const { tools, functions: _, ...parameters } = { ...invocation, ...rest } as JsonObject;
  const model = textOrNone(metadata.ls_model_name ?? parameters.model ?? parameters.model_name);
  const provider = textOrNone(metadata.ls_provider);
  const named = options.api ?? (provider === undefined ? undefined : apiOfProvider(provider));
  const choice = named === undefined ? apiOfModel(model) : { api: named, missing: [] };
  if ('wrong' in choice) return wrong('extra.metadata.ls_provider', choice.wrong);

  const label = textOrNone(record.name);
  const context = servedBy(record, model);
  return reconstructed({
    api: choice.api,
    ...(label === undefined ? {} : { label }),
    missing: ['what LangSmith was not told of the body', ...choice.missing],
    ...(context === undefined ? {} : { context }),
    messages: langchainMessages(messages),
    path: 'inputs.messages',
    tools,
    parameters,
  });
}

function servedBy({ start_time: startTime }: JsonObject, model: string | undefined): GoldenContext | undefined {
  if (model === undefined) return undefined;
  const at =
    typeof startTime === 'string'
      ? Timestamp.safeParse(/[zZ]|[+-]\d\d:?\d\d$/.test(startTime) ? startTime : `${startTime}Z`)
      : undefined;
  return { capturedOn: { model, ...(at?.success ? { at: at.data } : {}) } };
}
