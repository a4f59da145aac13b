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

/**
 * Exports of Langfuse: observations (of the interface, the API and the blob storage), traces with their observations,
 * and items of datasets. An input is what the integration chose to log.
 */
export const langfuse: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('an observation, a trace or a dataset item', record));
  for (const key of ['data', 'observations', 'items'])
    if (Array.isArray(record[key]))
      return (record[key] as readonly Json[]).flatMap((item, i) => within(`${key}[${i}]`, langfuse(item, options)));
  return fromItem(record, options);
};

function fromItem(item: JsonObject, options: ImportOptions): readonly Imported[] {
  const { type } = item;
  if (type === 'EMBEDDING') return leaveOut(ofOtherKinds);
  if (type !== undefined && type !== 'GENERATION') return leaveOut(`observations of type ${wordOf(type).slice(0, 60)}`);
  if (item.input === undefined || item.input === null) return leaveOut('observations without an input');
  const model = textOrNone(item.model ?? item.providedModelName ?? item.provided_model_name ?? item.internalModel);
  if (isOfOtherKind(model)) return leaveOut(ofOtherKinds);
  const asked = readAsked(item.input, 'input');
  if ('wrong' in asked) return asked.wrong;

  const metadata = objectIn(item.metadata);
  const recorded = objectIn(item.modelParameters ?? item.model_parameters);
  const choice = chooseApi({
    told: options.api,
    provider: metadata.ls_provider ?? metadata.provider,
    model: model ?? textOrNone(asked.parameters.model),
    isResponses: asked.hint === 'openai.responses',
    hint: asked.hint,
  });
  if ('wrong' in choice) return reportWrong('model', choice.wrong);
  const label = textOrNone(item.name);
  const context = servedBy(item, model);
  return reconstruct({
    api: choice.api,
    ...(label === undefined ? {} : { label }),
    missing: ['what Langfuse was not told of the body', ...choice.missing],
    ...(context === undefined ? {} : { context }),
    asked: {
      ...asked,
      tools: asked.tools ?? recorded.tools ?? metadata.tools,
      parameters: { ...withoutTools(recorded), ...asked.parameters },
    },
  });
}

function objectIn(value: Json | undefined): JsonObject {
  const parsed = value === undefined ? null : parseText(value);
  return isJsonObject(parsed) ? parsed : {};
}

function withoutTools({ tools: _, functions: __, ...parameters }: JsonObject): JsonObject {
  return parameters;
}

function servedBy(
  { startTime, start_time: startedAt }: JsonObject,
  model: string | undefined,
): GoldenContext | undefined {
  if (model === undefined) return undefined;
  const at = Timestamp.safeParse(startTime ?? startedAt);
  return { capturedOn: { model, ...(at.success ? { at: at.data } : {}) } };
}
