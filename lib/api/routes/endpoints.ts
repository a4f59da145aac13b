import * as z from 'zod';
import { expectationName } from '../../domain/golden/expectation.ts';
import { endpointWithIncidents } from '../../monitor/removed-endpoints.ts';
import { EndpointDetail, EndpointPage } from '../answers/endpoint-answers.ts';
import { About } from '../answers/incident-answers.ts';
import { GoldenPage, GoldenView } from '../answers/sample-answers.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, paging } from '../queries.ts';
import { route } from '../route.ts';
import { goldenView } from '../views/answer-view.ts';
import { endpointDetail, endpointSummary } from '../views/endpoint-view.ts';

/** An endpoint of the project. @throws {ApiProblem} if there is none of this id. */
export function endpointIn({ project }: ApiRuntime, id: string) {
  const endpoint = project.endpoints.find((one) => one.id === id);
  if (endpoint === undefined) throw notFound('endpoint', 'there is no endpoint of this id in the project');
  return endpoint;
}

/** The same of one that has or had incidents, also where it was taken out of the project. */
export async function endpointOfIncidents(runtime: ApiRuntime, id: string) {
  return (await endpointWithIncidents(id, runtime)) ?? endpointIn(runtime, id);
}

export const endpointRoutes = [
  route({
    id: 'about',
    method: 'get',
    path: '/',
    summary: 'What is looked at here, and what may be done',
    answer: About,
    handle: async (_, { project, stack, mayDecide, clock }) => ({
      name: 'pinwatch' as const,
      api: 'v1' as const,
      ...(stack === undefined ? {} : { stack }),
      mayDecide,
      now: clock.now().toISOString(),
      endpoints: project.endpoints.map(({ id }) => id),
      every: project.every,
      falseAlarmsPerYear: project.falseAlarmsPerYear,
    }),
  }),
  route({
    id: 'listEndpoints',
    method: 'get',
    path: '/endpoints',
    summary: 'Every endpoint: its state, what a verdict covers, its newest runs and the next one',
    description: 'In the order of the project file.',
    query: z.strictObject(paging(20, 100)),
    answer: EndpointPage,
    handle: async ({ query: { limit, cursor } }, runtime) => {
      const all = runtime.project.endpoints;
      const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
      if (cursor !== undefined && start === 0)
        throw new ApiProblem('bad-request', [{ where: 'cursor', what: 'expected the next of an earlier answer' }]);
      const page = all.slice(start, start + limit);
      const endpoints = [];
      for (const endpoint of page) endpoints.push(await endpointSummary(endpoint, runtime));
      const last = page.at(-1);
      return { endpoints, ...(last === undefined || start + limit >= all.length ? {} : { next: last.id }) };
    },
  }),
  route({
    id: 'getEndpoint',
    method: 'get',
    path: '/endpoints/{endpoint}',
    summary: 'All that is known of an endpoint now, with how it was decided',
    parameters: byEndpoint,
    answer: EndpointDetail,
    handle: async ({ path }, runtime) => endpointDetail(endpointIn(runtime, path.endpoint), runtime),
  }),
  route({
    id: 'listGoldens',
    method: 'get',
    path: '/endpoints/{endpoint}/goldens',
    summary: 'The goldens that are replayed at an endpoint now',
    parameters: byEndpoint,
    answer: GoldenPage,
    handle: async ({ path }, runtime) => ({
      goldens: runtime.goldens(endpointIn(runtime, path.endpoint)).map((golden) => ({
        id: golden.id,
        version: golden.version,
        ...(golden.title === undefined ? {} : { title: golden.title }),
        provenance: golden.provenance,
        expectations: golden.expectations.map(expectationName),
        isTree: golden.trace !== undefined,
      })),
    }),
  }),
  route({
    id: 'getGolden',
    method: 'get',
    path: '/goldens/{version}',
    summary: 'A golden request in one version, as it was sent',
    description: 'Holds a prompt: customer data.',
    parameters: z.strictObject({ version: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits') }),
    answer: GoldenView,
    handle: async ({ path }, { stores }) => {
      const golden = await stores.goldens.get(path.version);
      if (golden === undefined) throw notFound('version', 'there is no golden of this version in the archive');
      return goldenView(golden);
    },
  }),
];
