import { apiOfUrl } from '../../domain/endpoint/api-of-url.ts';
import { isJsonObject } from '../../domain/json.ts';
import { expected, leftOut, type RecordReader, wrong } from '../imported.ts';
import { conversationProblems } from '../read/conversation-in.ts';

/** A line of an input file of OpenAI's Batch API: `{ custom_id, method, url, body }`. The body is the exact one. */
export const openaiBatch: RecordReader = (record) => {
  if (!isJsonObject(record)) return wrong('', expected('an object with custom_id, url and body', record));
  if (record.response !== undefined && record.body === undefined)
    return wrong('', 'expected a line of the input file with its body, got a line of the results');
  const { custom_id: name, url, body } = record;
  const problems = [
    ...(typeof name === 'string' && name !== '' ? [] : wrong('custom_id', expected('a string', name))),
    ...(typeof url === 'string' ? [] : wrong('url', expected('a path such as /v1/chat/completions', url))),
    ...(isJsonObject(body) ? [] : wrong('body', expected('an object', body))),
  ];
  if (problems.length > 0 || typeof name !== 'string' || typeof url !== 'string' || !isJsonObject(body))
    return problems;
  const api = apiOfUrl(url);
  if (api === undefined) return leftOut('requests that are none for a completion');
  const unsaid = conversationProblems(api, body, 'body');
  return unsaid.length > 0 ? unsaid : [{ golden: { name, api, body, missing: [] } }];
};
