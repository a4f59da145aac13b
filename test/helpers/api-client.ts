import { Ajv2020 } from 'ajv/dist/2020.js';
import { createApi } from '../../lib/api/api.ts';
import type { ApiPlace, ApiRuntime } from '../../lib/api/api-runtime.ts';
import { describeApi } from '../../lib/api/describe-api.ts';

const description = describeApi() as unknown as {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: object } };
};
interface Operation {
  readonly operationId: string;
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  };
}

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, uri: true }, allErrors: true });
ajv.addSchema({ $id: 'api', components: description.components });
const validators = new Map<string, ReturnType<typeof ajv.compile>>();

/** Says where a body is not what the description of the API promises; nothing where it is. */
export function describedWrongly(name: string, body: unknown): string | undefined {
  const validate = validators.get(name) ?? ajv.compile({ $ref: `api#/components/schemas/${name}` });
  validators.set(name, validate);
  return validate(body) ? undefined : ajv.errorsText(validate.errors);
}

export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly body: any;
  readonly headers: Headers;
}

export type Ask = (
  path: string,
  init?: { readonly method?: string; readonly body?: unknown; readonly headers?: object },
) => Promise<ApiAnswer>;

/** Asks an API as a client would, and holds every answer against the published description. */
export function apiClient(place: ApiPlace | ApiRuntime): Ask {
  const api = createApi('look' in place ? place : { look: (use) => use(place), decide: (use) => use(place) });
  return describedBy((request) => api(request));
}

/** The same for whatever answers requests. */
export function describedBy(answering: (request: Request) => Promise<Response>, origin = 'http://localhost'): Ask {
  return async (path, { method = 'GET', body, headers = {} } = {}) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await answering(
      new Request(`${origin}/api/v1${path}`, { method, headers: { ...type, ...headers }, ...json }),
    );
    const answer = await response.json();
    const wrong =
      response.status >= 400
        ? describedWrongly('Problem', answer)
        : describedWrongly(answerOf(path.split('?')[0] ?? '', method), answer);
    if (wrong !== undefined) throw new Error(`${method} ${path} is not as described: ${wrong}`);
    return { status: response.status, body: answer, headers: response.headers };
  };
}

function answerOf(path: string, method: string): string {
  const found = Object.entries(description.paths).find(
    ([pattern, operations]) =>
      operations[method.toLowerCase()] !== undefined &&
      new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(`/api/v1${path === '/' ? '' : path}`),
  );
  const schema = found?.[1][method.toLowerCase()]?.responses[200].content['application/json'].schema;
  const { $ref = '' } = (schema ?? {}) as { $ref?: string };
  return $ref.replace('#/components/schemas/', '');
}
