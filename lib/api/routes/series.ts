import * as z from 'zod';
import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { listFacts } from '../../history/list-facts.ts';
import { listRuns } from '../../history/list-runs.ts';
import type { ListQuery } from '../../history/page.ts';
import type { ReportRun } from '../../report/model/report-run.ts';
import { goldenSeries, rateSeries } from '../../report/model/report-series.ts';
import { factKind, trustWords } from '../../report/words/fact-words.ts';
import { rateTitle } from '../../report/words/rate-words.ts';
import { FactPage, RatePage, ScorePage } from '../answers/run-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { byEndpoint, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn } from './endpoints.ts';

/** A page of judged runs, newest first, as the models of reports have them. */
async function judgedPage(endpoint: string, { to, ...query }: RangeQuery, runtime: ApiRuntime) {
  const { id } = endpointIn(runtime, endpoint);
  const { items, next } = await listRuns({ ...query, until: to, endpoint: id, whole: true }, runtime.stores);
  const judgements = items.flatMap(({ judgement }) => judgement ?? []);
  return { judgements, runs: judgements.map(reportRun), next: next === undefined ? {} : { next } };
}

interface RangeQuery extends ListQuery {
  readonly to?: string | undefined;
}

function reportRun(judgement: Judgement): ReportRun {
  const { run, epoch, evidence } = judgement;
  return { run, at: evidence.at, epoch, judgement, logRatio: null, alarms: [] };
}

export const seriesRoutes = [
  route({
    id: 'listScores',
    method: 'get',
    path: '/endpoints/{endpoint}/scores',
    summary: 'How far from usual each golden was, run by run',
    parameters: byEndpoint,
    query: z.strictObject({ ...range, ...paging(60, 200) }),
    answer: ScorePage,
    handle: async ({ path, query }, runtime) => {
      const { judgements, runs, next } = await judgedPage(path.endpoint, query, runtime);
      return {
        runs: judgements.map(({ run, evidence, verdict, epoch }) => ({
          run,
          at: evidence.at,
          verdict: verdict.kind,
          epoch,
        })),
        goldens: goldenSeries(runs).map(({ golden, points }) => ({
          golden,
          scores: points.map((score) => score ?? null),
        })),
        ...next,
      };
    },
  }),
  route({
    id: 'listRates',
    method: 'get',
    path: '/endpoints/{endpoint}/rates',
    summary: 'How often answers failed an expectation or had a property, run by run',
    parameters: byEndpoint,
    query: z.strictObject({
      ...range,
      golden: z.string().max(200).optional().describe('only rates of this golden'),
      ...paging(100, 200),
    }),
    answer: RatePage,
    handle: async ({ path, query: { golden, ...pages } }, runtime) => {
      const { judgements, runs, next } = await judgedPage(path.endpoint, pages, runtime);
      const rates = rateSeries(runs).filter(
        (rate) => golden === undefined || (rate.golden !== undefined && goldenName(rate.golden) === golden),
      );
      return {
        runs: judgements.map(({ run, evidence }) => ({ run, at: evidence.at })),
        rates: rates.map(({ points, ...rate }) => ({
          title: rateTitle(rate, rate.name),
          ...rate,
          counts: points.map((point) => point?.count ?? null),
          draws: points.map((point) => point?.draws ?? null),
        })),
        ...next,
      };
    },
  }),
  route({
    id: 'listFacts',
    method: 'get',
    path: '/endpoints/{endpoint}/facts',
    summary: 'What was constant and is not any more: facts, not tests',
    parameters: byEndpoint,
    query: z.strictObject({ ...range, ...paging(50, 500) }),
    answer: FactPage,
    handle: async ({ path, query: { to, ...query } }, runtime) => {
      const { id } = endpointIn(runtime, path.endpoint);
      const { items, next } = await listFacts({ ...query, until: to, endpoint: id }, runtime.stores);
      const facts = items.map(({ endpoint: _endpoint, epoch: _epoch, run, at, ...fact }) => ({
        fact,
        kind: factKind(fact),
        trust: trustWords(fact.trust),
        run,
        at,
      }));
      return { facts, ...(next === undefined ? {} : { next }) };
    },
  }),
];
