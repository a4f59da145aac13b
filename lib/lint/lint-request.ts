import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type JsonObject, overlay } from '../domain/json.ts';
import type { GoldenFinding } from './finding.ts';
import { type RequestProblem, requestProblems } from './request/request-problems.ts';

/** What every server of the API answers with an error, in what the endpoints will be sent: their parameters laid over it. */
export function requestFindings({ api, body }: GoldenRequest, endpoints: readonly Endpoint[]): GoldenFinding[] {
  const sent =
    endpoints.length === 0 ? requestProblems(api, body) : endpoints.flatMap((at) => problemsAt(api, body, at));
  const found = new Map(sent.map((problem) => [`${problem.path.join('.')} ${problem.what}`, problem]));
  return [...found.values()].map(({ path, what }) => ({
    severity: 'warning',
    rule: 'invalid-request',
    path: path[0] !== undefined && body[String(path[0])] !== undefined ? ['body', ...path] : ['parameters'],
    what: `${path.length === 0 ? 'body' : path.join('.')}: ${what}: servers of ${api} answer that with an error`,
    fix: 'write it as the API documents it',
  }));
}

function problemsAt(
  api: GoldenRequest['api'],
  body: JsonObject,
  { parameters, parameterPolicy = {} }: Endpoint,
): RequestProblem[] {
  return requestProblems(api, overlay(body, parameters)).filter(
    ({ path }) => (parameterPolicy[path.join('.')] ?? 'send') === 'send',
  );
}
