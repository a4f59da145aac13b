import * as z from 'zod';
import { failedDraws } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { listRuns } from '../../history/list-runs.ts';
import { EvidencePage, ListedVerdict, RunDetail, RunPage } from '../answers/run-answers.ts';
import { notFound } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, byRun, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { evidencePoint, runSummary } from '../views/run-view.ts';
import { endpointIn } from './endpoints.ts';

/** A run by its id. @throws {ApiProblem} if there is none. */
export async function recordOf(run: string, { stores }: Pick<ApiRuntime, 'stores'>): Promise<RunRecord> {
  const record = await stores.runs.get(run);
  if (record === undefined) throw notFound('run', 'there is no run of this id in the history');
  return record;
}

export const runRoutes = [
  route({
    id: 'listRuns',
    method: 'get',
    path: '/endpoints/{endpoint}/runs',
    summary: 'Runs and their verdicts, newest first',
    description:
      'With `verdict`, a page may hold fewer runs than asked for, or none, and still have a next: it looks at 5,000 runs.',
    parameters: byEndpoint,
    query: z.strictObject({
      ...range,
      verdict: ListedVerdict.optional().describe('only runs with this verdict, or without any yet'),
      ...paging(50, 500),
    }),
    answer: RunPage,
    handle: async ({ path, query: { to, ...query } }, runtime) => {
      const { id, price } = endpointIn(runtime, path.endpoint);
      const { items, next } = await listRuns({ ...query, until: to, endpoint: id }, runtime.stores);
      const runs = items.flatMap(({ record, judgement }) =>
        record === undefined ? [] : [runSummary(record, judgement, price)],
      );
      return { runs, ...(next === undefined ? {} : { next }) };
    },
  }),
  route({
    id: 'listEvidence',
    method: 'get',
    path: '/endpoints/{endpoint}/evidence',
    summary: 'What each judged run measured, newest first: the points of a timeline',
    parameters: byEndpoint,
    query: z.strictObject({ ...range, ...paging(200, 500) }),
    answer: EvidencePage,
    handle: async ({ path, query: { to, ...query } }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      const { items, next } = await listRuns({ ...query, until: to, endpoint: id }, runtime.stores);
      const points = items.flatMap(({ judgement }) => (judgement === undefined ? [] : [evidencePoint(judgement)]));
      return { points, ...(next === undefined ? {} : { next }) };
    },
  }),
  route({
    id: 'getRun',
    method: 'get',
    path: '/runs/{run}',
    summary: 'One run: its counts, its verdict, everything that was measured, and what failed',
    parameters: byRun,
    answer: RunDetail,
    handle: async ({ path }, runtime) => {
      const { stores, project } = runtime;
      const record = await recordOf(path.run, runtime);
      const judgement = await stores.judgements.get(record.run);
      const samples = await stores.runs.samples(record.run);
      const price = project.endpoints.find(({ id }) => id === record.endpoint)?.price;
      return {
        summary: runSummary(record, judgement, price),
        record,
        ...(judgement === undefined ? {} : { judgement }),
        failedDraws: failedDraws(samples),
        goldens: [...Map.groupBy(samples, ({ golden }) => golden)].map(([golden, drawn]) => {
          const failed = drawn.filter(({ error }) => error !== undefined).length;
          return { golden, answers: drawn.length - failed, failed };
        }),
        ...(await neighbours(record, runtime)),
      };
    },
  }),
];

/** Runs of the same endpoint beside one: the nearest before it, and the nearest after it within a week. */
async function neighbours({ endpoint, run, plannedAt }: RunRecord, { stores }: ApiRuntime) {
  const at = new Date(plannedAt).toISOString();
  const before = await stores.runs.list({ endpoint, until: at, last: 1 });
  const week = new Date(Date.parse(at) + 7 * 86_400_000).toISOString();
  // Lists give the newest of a range: a window that grows reaches the nearest one with few reads.
  for (let hours = 3; ; hours *= 4) {
    const until = new Date(Math.min(Date.parse(at) + hours * 3_600_000, Date.parse(week))).toISOString();
    const after = await stores.runs.list({
      endpoint,
      from: new Date(Date.parse(at) + 1).toISOString(),
      until,
      last: 200,
    });
    const next = after.find((one) => one.run !== run);
    if (next !== undefined || until === week)
      return {
        ...(before[0] === undefined ? {} : { before: before[0].run }),
        ...(next === undefined ? {} : { after: next.run }),
      };
  }
}
