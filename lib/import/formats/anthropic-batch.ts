import { isJsonObject, type Json } from '../../domain/json.ts';
import { expected, type Imported, type RecordReader, wrong } from '../imported.ts';
import { conversationProblems } from '../read/conversation-in.ts';

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
  if (!isJsonObject(request)) return wrong(path, expected('an object with custom_id and params', request));
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (request.result !== undefined) return wrong(path, 'expected a request with its params, got a line of the results');
  const { custom_id: name, params } = request;
  const unsaid = isJsonObject(params) ? conversationProblems('anthropic.messages', params, below('params')) : [];
  if (typeof name === 'string' && name !== '' && isJsonObject(params) && unsaid.length === 0)
    return [{ golden: { name, api: 'anthropic.messages', body: params, missing: [] } }];
  return [
    ...unsaid,
    ...(typeof name === 'string' && name !== '' ? [] : wrong(below('custom_id'), expected('a string', name))),
    ...(isJsonObject(params) ? [] : wrong(below('params'), expected('an object', params))),
  ];
}
