import * as z from 'zod';
import { problemKinds } from './api-problem.ts';
import { namedSchemas } from './named-schemas.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes/all-routes.ts';

/** The description of the API, OpenAPI 3.1, made of the schemas that requests and answers are checked by. */
export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly [key: string]: unknown;
}

const refTo = (name: string) => `#/components/schemas/${name}`;

let described: ApiDescription | undefined;

/** Describes the API; made once. */
export function describeApi(): ApiDescription {
  described ??= describe();
  return described;
}

function describe(): ApiDescription {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) registry.add(schema, { id });
  for (const { id, answer } of allRoutes) if (!registry.has(answer)) registry.add(answer, { id: answerName(id) });
  const components = componentsOf(
    z.toJSONSchema(registry, { uri: refTo, io: 'output', unrepresentable: 'any' }).schemas,
  );
  const paths: { [path: string]: { [method: string]: unknown } } = {};
  for (const route of allRoutes) {
    const path = `/api/v1${route.path === '/' ? '' : route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route, refTo(registry.get(route.answer)?.id ?? '')) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pinwatch',
      version: '1',
      description:
        'What a monitor of language models knows: endpoints, runs, evidence, incidents, goldens and answers. Prompts and answers are customer data.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: { ...components, Problem: problemSchema } },
  };
}

/** What several schemas share without a name, which is any JSON value and nothing else, gets one. */
function componentsOf(schemas: { readonly [name: string]: object }): { [name: string]: object } {
  const text = JSON.stringify(schemas).replaceAll(
    /#\/components\/schemas\/__shared#\/\$defs\/schema\d+/g,
    refTo('Json'),
  );
  const { __shared: shared = {}, ...named } = JSON.parse(text) as {
    [name: string]: { $defs?: { [name: string]: object } };
  };
  const anyJson = Object.values(shared.$defs ?? {});
  if (new Set(anyJson.map((schema) => JSON.stringify(schema))).size > 1)
    throw new Error('schemas share something that has no name');
  const components = Object.entries(named).map(([name, schema]) => [name, component(schema)]);
  return { ...Object.fromEntries(components), Json: { description: 'any JSON value', ...anyJson[0] } };
}

function answerName(id: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Answer`;
}

/** Without the keys that only a document of its own has. */
function component(schema: object): object {
  const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as { [key: string]: unknown };
  return rest;
}

function operation({ id, method, path, summary, description, parameters, query, body }: Route, answer: string) {
  const [, tag = 'about'] = path.split('/');
  return {
    operationId: id,
    tags: [tag || 'about'],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [...parametersOf(parameters, 'path'), ...parametersOf(query, 'query')],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: inline(body) } } } }),
    ...(method === 'post' ? { security: [{}] } : {}),
    responses: {
      200: { description: summary, content: { 'application/json': { schema: { $ref: answer } } } },
      default: {
        description: 'What is wrong',
        content: { 'application/problem+json': { schema: { $ref: refTo('Problem') } } },
      },
    },
  };
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = inline(schema) as {
    properties?: { [name: string]: { description?: string } };
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function inline(schema: z.ZodType): object {
  return component(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457), with every problem, where it is and what was expected.',
  properties: {
    type: { type: 'string', enum: Object.keys(problemKinds).map((kind) => `urn:pinwatch:${kind}`) },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: { where: { type: 'string' }, what: { type: 'string' } },
        required: ['where', 'what'],
        additionalProperties: false,
      },
    },
  },
  required: ['type', 'title', 'status', 'problems'],
  additionalProperties: false,
} as const;
