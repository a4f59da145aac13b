import type { Api } from '../../domain/endpoint/api.ts';
import { Timestamp } from '../../domain/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { expected, type Imported, leftOut, type RecordReader, wrong } from '../imported.ts';

/**
 * A line of an input or output file of Bedrock batch inference: `{ recordId, modelInput }`. The input is the body of
 * InvokeModel, which is what jobs take unless they were made for Converse: then `api` has to say so, as the two look alike.
 */
export const bedrockBatch: RecordReader = (record, { api = 'bedrock.invoke' }) => {
  if (!isJsonObject(record)) return wrong('', expected('an object with recordId and modelInput', record));
  const { recordId: name, modelInput } = record;
  if (name !== undefined && typeof name !== 'string') return wrong('recordId', expected('a string', name));
  if (!isJsonObject(modelInput)) return wrong('modelInput', expected('an object', modelInput));
  return [{ golden: { ...(name ? { name } : {}), api, body: modelInput, missing: [] } }];
};

const operations: { readonly [name: string]: Api } = {
  Converse: 'bedrock.converse',
  ConverseStream: 'bedrock.converse',
  InvokeModel: 'bedrock.invoke',
  InvokeModelWithResponseStream: 'bedrock.invoke',
};

/**
 * A record of Bedrock's model invocation logs, as it stands in S3, or as CloudWatch Logs hands it out: as the `message` of an
 * event, or in a whole answer `{ events: […] }`.
 */
export const bedrockLog: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return wrong('', expected('a record of the invocation log', record));
  const { events, message = record['@message'] } = record;
  if (Array.isArray(events) && record.operation === undefined)
    return (events as readonly Json[]).flatMap((event, i) => below(`events[${i}]`, bedrockLog(event, options)));
  if (message === undefined || record.operation !== undefined) return logged(record);
  const inner = jsonIn(message);
  if (inner === undefined) return wrong('message', 'expected the JSON of a record of the invocation log');
  return below('message', logged(inner));
};

function logged(record: JsonObject): readonly Imported[] {
  if (record.schemaType !== undefined && record.schemaType !== 'ModelInvocationLog')
    return wrong('schemaType', 'expected ModelInvocationLog');
  const { operation, input, modelId, timestamp, errorCode } = record;
  if (typeof operation !== 'string') return wrong('operation', expected('the name of an operation', operation));
  if (!isJsonObject(input)) return wrong('input', expected('an object', input));
  const api = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (api === undefined) return leftOut(`calls of ${operation}`);
  if (errorCode !== undefined) return leftOut('requests that the server answered with an error');
  const { inputBodyJson: body } = input;
  if (body === undefined && input.inputBodyS3Path !== undefined)
    return leftOut('requests whose long body stands in an S3 object of its own');
  if (body === undefined) return leftOut('requests whose body was not logged');
  if (!isJsonObject(body)) return wrong('input.inputBodyJson', expected('an object', body));
  const at = Timestamp.safeParse(timestamp);
  const capturedOn =
    typeof modelId === 'string' && modelId !== ''
      ? { model: modelId, ...(at.success ? { at: at.data } : {}) }
      : undefined;
  return [{ golden: { api, body, missing: [], ...(capturedOn === undefined ? {} : { context: { capturedOn } }) } }];
}

function jsonIn(message: Json): JsonObject | undefined {
  try {
    const value = typeof message === 'string' ? (JSON.parse(message) as Json) : message;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function below(path: string, results: readonly Imported[]): readonly Imported[] {
  return results.map((one) =>
    'wrong' in one ? { ...one, path: one.path === '' ? path : `${path}.${one.path}` } : one,
  );
}
