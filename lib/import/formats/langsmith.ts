import type { GoldenContext } from '../../domain/golden/golden-context.ts';
import { Timestamp } from '../../domain/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { chooseApi, isOfOtherKind, ofOtherKinds } from '../choose-api.ts';
import {
  type Imported,
  type ImportOptions,
  leaveOut,
  type RecordReader,
  reportWrong,
  sayExpected,
  within,
} from '../imported.ts';
import { readAsked } from '../read/asked.ts';
import { parseText, textOrNone, wordOf } from '../read/json-text.ts';
import { reconstruct } from '../reconstruct.ts';

/** Exports of LangSmith: runs of type `llm`, and examples of datasets whose inputs hold messages. */
export const langsmith: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('a run or an example', record));
  for (const key of ['runs', 'examples', 'data'])
    if (Array.isArray(record[key]))
      return (record[key] as readonly Json[]).flatMap((run, i) => within(`${key}[${i}]`, langsmith(run, options)));
  const type = record.run_type;
  if (type !== undefined && type !== 'llm') return leaveOut(`runs of type ${wordOf(type).slice(0, 60)}`);
  const inputs = record.inputs === undefined ? undefined : parseText(record.inputs);
  if (!isJsonObject(inputs)) return reportWrong('inputs', sayExpected('an object', inputs));
  return fromInputs(record, inputs, options);
};

const conversational = ['messages', 'contents', 'input', 'prompt', 'prompts', 'kwargs', 'role'];

function fromInputs(record: JsonObject, inputs: JsonObject, options: ImportOptions): readonly Imported[] {
  const extra = objectIn(record.extra);
  const invocation = objectIn(extra.invocation_params);
  const metadata = objectIn(extra.metadata);
  const model = textOrNone(metadata.ls_model_name ?? invocation.model ?? invocation.model_name ?? inputs.model);
  if (isOfOtherKind(model)) return leaveOut(ofOtherKinds);
  if (!conversational.some((key) => inputs[key] !== undefined)) return leaveOut('inputs without messages');
  const asked = readAsked(inputs, 'inputs');
  if ('wrong' in asked) return asked.wrong;

  const choice = chooseApi({
    told: options.api,
    provider: metadata.ls_provider ?? providerIn(invocation._type),
    model,
    isResponses: isOfResponses(invocation) || asked.hint === 'openai.responses',
    hint: asked.hint,
  });
  if ('wrong' in choice) return reportWrong('extra.metadata.ls_provider', choice.wrong);
  const { tools, functions, ...parameters } = invocation;
  const label = textOrNone(record.name);
  const context = servedBy(record, model);
  return reconstruct({
    api: choice.api,
    ...(label === undefined ? {} : { label }),
    missing: ['what LangSmith was not told of the body', ...choice.missing],
    ...(context === undefined ? {} : { context }),
    asked: {
      ...asked,
      tools: asked.tools ?? tools,
      functions: asked.functions ?? functions,
      parameters: { ...parameters, ...asked.parameters },
    },
  });
}

function objectIn(value: Json | undefined): JsonObject {
  const parsed = value === undefined ? null : parseText(value);
  return isJsonObject(parsed) ? parsed : {};
}

/** `openai-chat`, `azure-openai-chat`, `anthropic-chat`; of classes of one's own it tells nothing. */
function providerIn(type: Json | undefined): Json | undefined {
  return typeof type === 'string' ? type.replace(/-(chat|llm)$/, '') : undefined;
}

function isOfResponses(invocation: JsonObject): boolean {
  return (
    invocation.use_responses_api === true ||
    invocation.output_version === 'responses/v1' ||
    invocation.previous_response_id !== undefined
  );
}

function servedBy({ start_time: startTime }: JsonObject, model: string | undefined): GoldenContext | undefined {
  if (model === undefined) return undefined;
  const at =
    typeof startTime === 'string'
      ? Timestamp.safeParse(/[zZ]|[+-]\d\d:?\d\d$/.test(startTime) ? startTime : `${startTime}Z`)
      : undefined;
  return { capturedOn: { model, ...(at?.success ? { at: at.data } : {}) } };
}
