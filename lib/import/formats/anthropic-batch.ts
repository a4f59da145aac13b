import { isJsonObject, type Json } from '../../domain/json.ts';
import { type Imported, type RecordReader, reportWrong, sayExpected } from '../imported.ts';

/**
 * Requests of Anthropic's Message Batches: a line `{ custom_id, params }` each, or the body `{ requests: […] }` that the
 * API takes. `params` is the exact body of a request.
 */
export const anthropicBatch: RecordReader = (record) => {
  if (isJsonObject(record) && Array.isArray(record.requests))
    return (record.requests as readonly Json[]).flatMap((request, i) => oneRequest(request, `requests[${i}]`));
  return oneRequest(record, '');
};

function oneRequest(request: Json, path: string): Imported[] {
  if (!isJsonObject(request)) return reportWrong(path, sayExpected('an object with custom_id and params', request));
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (request.result !== undefined)
    return reportWrong(path, 'expected a request with its params, got a line of the results');
  const { custom_id: name, params } = request;
  if (typeof name === 'string' && name !== '' && isJsonObject(params))
    return [{ golden: { name, api: 'anthropic.messages', body: params, missing: [], at: below('params') } }];
  return [
    ...(typeof name === 'string' && name !== '' ? [] : reportWrong(below('custom_id'), sayExpected('a string', name))),
    ...(isJsonObject(params) ? [] : reportWrong(below('params'), sayExpected('an object', params))),
  ];
}
