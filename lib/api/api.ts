import { Hono } from 'hono';
import * as z from 'zod';
import { ConfigError, MonitorError, type Problem } from '../domain/errors.ts';
import { ApiProblem, type ProblemKind, problemKinds } from './api-problem.ts';
import type { ApiPlace } from './api-runtime.ts';
import { describeApi } from './describe-api.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';

/** Under what everything stands. Another version is another prefix. */
export const apiPrefix = '/api/v1';

/** A web-standard handler. */
export type Handler = (request: Request) => Promise<Response>;

export interface ApiOptions {
  /** Hears of what was a bug, without anything that a model said. */
  readonly onFailure?: (error: unknown) => void;
}

/** Answers are customer data: nobody keeps them, and nobody guesses another type. */
const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Bytes of a request body that are read. */
const mostBytes = 64 * 1024;

/**
 * The API: one handler from a request to its answer, the same on a laptop, in front of a deployed monitor and in a Lambda
 * function. Who may ask is the business of whoever serves it.
 *
 * @example
 * const api = createApi({ look: (use) => use(runtime) });
 * await (await api(new Request('http://localhost/api/v1/endpoints'))).json();
 */
export function createApi(place: ApiPlace, { onFailure }: ApiOptions = {}): Handler {
  const app = new Hono();
  for (const route of allRoutes) {
    if (route.method === 'post' && place.decide === undefined) {
      app.post(pathOf(route), () => problem('method-not-allowed', [{ where: 'api', what: 'this API only reads' }]));
      continue;
    }
    app.on(route.method, [pathOf(route)], async ({ req }) => {
      const asked = {
        path: req.param(),
        query: queryOf(new URL(req.url).searchParams),
        body: route.body === undefined ? undefined : await bodyOf(req.raw),
      };
      const checked = check(route, asked);
      const within = route.method === 'post' && place.decide !== undefined ? place.decide : place.look;
      const answer = await within((runtime) => route.handle(checked, runtime).catch(refuseQuestion));
      return Response.json(answer, { headers });
    });
  }
  app.get(`${apiPrefix}/openapi.json`, () => Response.json(describeApi(), { headers }));
  app.notFound(({ req }) =>
    allRoutes.some((route) => matches(route, req.path))
      ? problem('method-not-allowed', [{ where: req.method, what: 'expected another method on this path' }])
      : problem('not-found', [{ where: 'path', what: `expected a path that ${apiPrefix}/openapi.json describes` }]),
  );
  app.onError((error) => answerFailure(error, onFailure));
  return async (request) => app.fetch(request);
}

/** Bad input that is found while a route looks is the request's: what is wrong with the project was found before. */
function refuseQuestion(error: unknown): never {
  if (error instanceof ConfigError) throw new ApiProblem('bad-request', error.problems, { cause: error });
  throw error;
}

/** What a request asks for, checked. @throws {ApiProblem} that names every problem. */
function check(route: Route, asked: { path: unknown; query: unknown; body: unknown }) {
  const none = z.strictObject({});
  const problems: Problem[] = [];
  const parsed = (schema: z.ZodType, value: unknown) => {
    const result = schema.safeParse(value);
    if (!result.success) problems.push(...result.error.issues.flatMap(problemOf));
    return result.data;
  };
  const checked = {
    path: parsed(route.parameters ?? none, asked.path),
    query: parsed(route.query ?? none, asked.query),
    body: route.body === undefined ? undefined : parsed(route.body, asked.body),
  };
  if (problems.length > 0) throw new ApiProblem('bad-request', problems);
  return checked;
}

/** Never quotes what came: it may be anybody's. */
function problemOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ where: key.slice(0, 80), what: 'unknown, expected what the description names' }));
  const where = issue.path.join('.') || 'request';
  if (issue.message.startsWith('expected')) return [{ where, what: issue.message }];
  if (issue.code === 'invalid_value') return [{ where, what: `expected one of ${issue.values.join(', ')}` }];
  return [{ where, what: `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}` }];
}

/** Each name once; a name that stands there twice is refused by the schemas, which expect text. */
function queryOf(search: URLSearchParams): { [name: string]: string | string[] } {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? (values[0] as string) : values];
    }),
  );
}

async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  // A form of another site can send text, but no JSON.
  if (!/^application\/json\b/i.test(type))
    throw new ApiProblem('bad-request', [{ where: 'content-type', what: 'expected application/json' }]);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > mostBytes) throw new ApiProblem('too-large', [{ where: 'body', what: 'expected at most 64 kB' }]);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ApiProblem('bad-request', [{ where: 'body', what: 'expected JSON' }], { cause });
  }
}

function answerFailure(error: unknown, onFailure: ApiOptions['onFailure']): Response {
  if (error instanceof ApiProblem) return problem(error.kind, error.problems);
  if (error instanceof ConfigError) return problem('cannot-look', error.problems);
  if (error instanceof MonitorError) return problem('conflict', [{ where: 'history', what: error.message }]);
  onFailure?.(error);
  return problem('failed', [{ where: 'pinwatch', what: 'a bug; whoever serves this page sees more' }]);
}

/** Problem details for HTTP APIs (RFC 9457). */
export function problem(kind: ProblemKind, problems: readonly Problem[]): Response {
  const { status, title } = problemKinds[kind];
  const body = JSON.stringify({ type: `urn:pinwatch:${kind}`, title, status, problems });
  return new Response(body, { status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}

function pathOf({ path }: Route): string {
  return path === '/' ? apiPrefix : `${apiPrefix}${path.replace(/\{(\w+)\}/g, ':$1')}`;
}

function matches(route: Route, path: string): boolean {
  return new RegExp(`^${pathOf(route).replace(/:\w+/g, '[^/]+')}$`).test(path);
}
