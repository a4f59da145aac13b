import type { Api } from '../../domain/endpoint/api.ts';
import { Timestamp } from '../../domain/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { ofOtherKinds } from '../choose-api.ts';
import {
  type Imported,
  type ImportOptions,
  leaveOut,
  type RecordReader,
  reportWrong,
  sayExpected,
  within,
} from '../imported.ts';
import { asksForText } from '../read/bedrock-body.ts';
import { cloudWatchMessages } from '../read/cloudwatch.ts';
import { parseText, wordOf } from '../read/json-text.ts';

/**
 * A line of an input or output file of Bedrock batch inference: `{ recordId, modelInput }`. The input is the body of
 * InvokeModel, which is what jobs take unless they were made for Converse: then `api` has to say so, as the two look alike.
 */
export const bedrockBatch: RecordReader = (record, { api = 'bedrock.invoke' }) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('an object with recordId and modelInput', record));
  const { recordId: name, modelInput } = record;
  if (name !== undefined && typeof name !== 'string') return reportWrong('recordId', sayExpected('a string', name));
  if (!isJsonObject(modelInput)) return reportWrong('modelInput', sayExpected('an object', modelInput));
  if (api === 'bedrock.invoke' && isOther(modelInput)) return leaveOut(ofOtherKinds);
  return [{ golden: { ...(name ? { name } : {}), api, body: modelInput, missing: [], at: 'modelInput' } }];
};

/** Something else than a request for a text, and nothing that only lacks a part of one. */
function isOther(body: JsonObject): boolean {
  return Object.keys(body).length > 0 && !asksForText(body);
}

const operations: { readonly [name: string]: Api } = {
  Converse: 'bedrock.converse',
  ConverseStream: 'bedrock.converse',
  InvokeModel: 'bedrock.invoke',
  InvokeModelWithResponseStream: 'bedrock.invoke',
};

/** A record of Bedrock's model invocation logs, as it stands in S3, or as CloudWatch Logs hands it out. */
export const bedrockLog: RecordReader = (record, options) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('a record of the invocation log', record));
  if (record.operation !== undefined || record.schemaType !== undefined) return fromLog(record, options);
  const messages = cloudWatchMessages(record);
  if (messages === undefined) return fromLog(record, options);
  return messages.flatMap(({ message, path }) => {
    const inner = parseText(message);
    if (!isJsonObject(inner)) return reportWrong(path, 'expected the JSON of a record of the invocation log');
    return within(path, fromLog(inner, options));
  });
};

/** Exported logs and `aws logs tail` put the time, and the stream, before the JSON. */
export function withoutTime(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT\S+\s+(?:[^\s{]+\s+)?(?=\{)/, '');
}

function fromLog(record: JsonObject, options: ImportOptions): readonly Imported[] {
  if (record.schemaType !== undefined && record.schemaType !== 'ModelInvocationLog')
    return leaveOut(`log records of type ${wordOf(record.schemaType).slice(0, 60)}`);
  const { operation, input, modelId, errorCode } = record;
  if (typeof operation !== 'string')
    return reportWrong('operation', sayExpected('the name of an operation', operation));
  if (!isJsonObject(input)) return reportWrong('input', sayExpected('an object', input));
  const api = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (api === undefined) return leaveOut(`calls of ${operation.slice(0, 60)}`);
  if ((errorCode ?? null) !== null) return leaveOut('requests that the server answered with an error');
  const body = bodyIn(input, options);
  if (body === 'elsewhere')
    return reportWrong(
      'input.inputBodyS3Path',
      'expected the object with the long body beside the log, or in data/ beside it, got none',
    );
  if (body === undefined || body === null) return leaveOut('requests whose body was not logged');
  if (!isJsonObject(body)) return reportWrong('input.inputBodyJson', sayExpected('an object', body));
  if (api === 'bedrock.invoke' && !asksForText(body, modelId)) return leaveOut(ofOtherKinds);
  const capturedOn = servedBy(record);
  return [
    {
      golden: {
        api,
        body: /Stream$/.test(operation) ? { ...body, stream: true } : body,
        missing: [],
        at: 'input.inputBodyJson',
        ...(capturedOn === undefined ? {} : { context: { capturedOn } }),
      },
    },
  ];
}

/** A body that was too long for the log stands in S3, in `data/` beside the file of the log. */
function bodyIn(
  { inputBodyJson: body, inputBodyS3Path: path }: JsonObject,
  { readText }: ImportOptions,
): Json | undefined | 'elsewhere' {
  if ((body ?? null) !== null || typeof path !== 'string') return body;
  const name = path.split('/').at(-1) ?? '';
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) return 'elsewhere';
  const text = readText?.(`data/${name}`) ?? readText?.(name);
  return text === undefined ? 'elsewhere' : parseText(text);
}

function servedBy({ modelId, timestamp }: JsonObject) {
  if (typeof modelId !== 'string' || modelId === '') return undefined;
  const at = Timestamp.safeParse(timestamp);
  return { model: modelId, ...(at.success ? { at: at.data } : {}) };
}
