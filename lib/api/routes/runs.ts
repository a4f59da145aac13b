import * as z from 'zod';
import { failedDraws } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { VerdictKindName } from '../answers/endpoint-answers.ts';
import { EvidencePage, RunDetail, RunPage } from '../answers/run-answers.ts';
import { notFound } from '../api-problem.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { cursorOf, justAfter, pageOf } from '../cursor.ts';
import { byEndpoint, byRun, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { evidencePoint, judgementsOf, runSummary } from '../views/run-view.ts';
import { endpointIn } from './endpoints.ts';

/** Runs that one page looks at where it leaves some out. */
const mostLookedAt = 1000;

/** A run by its id. @throws {ApiProblem} if there is none. */
export async function recordOf(run: string, { stores }: Pick<ApiRuntime, 'stores'>): Promise<RunRecord> {
  const record = await stores.runs.get(run);
  if (record === undefined) throw notFound('run', 'there is no run of this id in the history');
  return record;
}

export const placeOfRun = ({ run, plannedAt }: RunRecord) => ({ at: plannedAt, id: run });
export const placeOfJudgement = ({ run, evidence }: Judgement) => ({ at: evidence.at, id: run });

export const runRoutes = [
  route({
    id: 'listRuns',
    method: 'get',
    path: '/endpoints/{endpoint}/runs',
    summary: 'Runs and their verdicts, newest first',
    description:
      'With `verdict`, a page may hold fewer runs than asked for, or none, and still have a next: it looks at 1,000 runs.',
    parameters: byEndpoint,
    query: z.strictObject({
      ...range,
      verdict: VerdictKindName.optional().describe('only runs with this verdict'),
      ...paging(50, 200),
    }),
    answer: RunPage,
    handle: async ({ path, query }, runtime) => {
      const { price } = endpointIn(runtime, path.endpoint);
      const { verdict, ...pages } = query;
      const list = (asked: object & { last: number }) =>
        runtime.stores.runs.list({ endpoint: path.endpoint, ...asked });
      let looked = 0;
      const runs = [];
      for (let { cursor } = pages; ; ) {
        const { items, next } = await pageOf(list, placeOfRun, { ...pages, cursor });
        const judgements = await judgementsOf(items, runtime);
        for (const [i, record] of items.entries()) {
          looked++;
          const judgement = judgements.get(record.run);
          if (verdict !== undefined && judgement?.verdict.kind !== verdict) continue;
          runs.push(runSummary(record, judgement, price));
          const isLast = next === undefined && i + 1 === items.length;
          if (runs.length === pages.limit)
            return { runs, looked, ...(isLast ? {} : { next: cursorOf(placeOfRun(record)) }) };
        }
        if (next === undefined || looked >= mostLookedAt)
          return { runs, looked, ...(next === undefined ? {} : { next }) };
        cursor = next;
      }
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
    handle: async ({ path, query }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      const { items, next } = await pageOf(
        (asked) => runtime.stores.judgements.list({ endpoint: id, ...asked }),
        placeOfJudgement,
        query,
      );
      return { points: items.map(evidencePoint), ...(next === undefined ? {} : { next }) };
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
    const after = await stores.runs.list({ endpoint, from: justAfter(at), until, last: 200 });
    const next = after.find((one) => one.run !== run);
    if (next !== undefined || until === week)
      return {
        ...(before[0] === undefined ? {} : { before: before[0].run }),
        ...(next === undefined ? {} : { after: next.run }),
      };
  }
}
