import type { Api } from '../../domain/endpoint/api.ts';
import { apiOfUrl } from '../../domain/endpoint/api-of-url.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { leaveOut, type RecordReader, reportWrong, sayExpected } from '../imported.ts';
import { wordOf } from '../read/json-text.ts';

/**
 * A line of an input file of OpenAI's Batch API: `{ custom_id, method, url, body }`. The body is the exact one. Mistral and
 * others name the address once for the whole file, not in each line: then `api` says it, or the form of the body.
 */
export const openaiBatch: RecordReader = (record, { api: told }) => {
  if (!isJsonObject(record)) return reportWrong('', sayExpected('an object with custom_id, url and body', record));
  if (record.response !== undefined && record.body === undefined)
    return reportWrong('', 'expected a line of the input file with its body, got a line of the results');
  const { custom_id: name, url, body } = record;
  const problems = [
    ...((typeof name === 'string' || typeof name === 'number') && name !== ''
      ? []
      : reportWrong('custom_id', sayExpected('a string', name))),
    ...(typeof url === 'string' || url === undefined
      ? []
      : reportWrong('url', sayExpected('a path such as /v1/chat/completions', url))),
    ...(isJsonObject(body) ? [] : reportWrong('body', sayExpected('an object', body))),
  ];
  if (problems.length > 0 || !isJsonObject(body)) return problems;
  const api = url === undefined ? (told ?? apiOfBody(body)) : apiOfUrl(wordOf(url));
  if (api !== undefined) return [{ golden: { name: wordOf(name), api, body, missing: [], at: 'body' } }];
  if (url !== undefined) return leaveOut('requests that are none for a completion');
  return reportWrong(
    'url',
    'expected a path such as /v1/chat/completions, got nothing; say with --api which API it is',
  );
};

/** Messages without an address are those of Chat Completions, which is what most batch files hold. */
function apiOfBody({ messages, input, instructions }: JsonObject): Api | undefined {
  if (messages !== undefined) return 'openai.chat';
  return input !== undefined && instructions !== undefined ? 'openai.responses' : undefined;
}
