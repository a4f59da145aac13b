import * as z from 'zod';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { mergeFacts } from '../../report/model/fact-rows.ts';
import type { ReportRun } from '../../report/model/report-run.ts';
import { goldenSeries, rateSeries } from '../../report/model/report-series.ts';
import { factKind, trustWords } from '../../report/words/fact-words.ts';
import { goldenName, rateTitle } from '../../report/words/rate-words.ts';
import { FactPage, RatePage, ScorePage } from '../answers/run-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import { type PageQuery, pageOf } from '../cursor.ts';
import { byEndpoint, paging, range } from '../queries.ts';
import { route } from '../route.ts';
import { endpointIn } from './endpoints.ts';
import { placeOfJudgement } from './runs.ts';

/** A page of judged runs, newest first, as the models of reports have them. */
async function judgedPage(endpoint: string, query: PageQuery, runtime: ApiRuntime) {
  const { id } = endpointIn(runtime, endpoint);
  const { items, next } = await pageOf(
    (asked) => runtime.stores.judgements.list({ endpoint: id, ...asked }),
    placeOfJudgement,
    query,
  );
  return { judgements: items, runs: items.map(reportRun), next: next === undefined ? {} : { next } };
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
    description: 'Facts of the runs of one page, each once. A fact that goes on stands on several pages.',
    parameters: byEndpoint,
    query: z.strictObject({ ...range, ...paging(200, 500) }),
    answer: FactPage,
    handle: async ({ path, query }, runtime) => {
      const { runs, next } = await judgedPage(path.endpoint, query, runtime);
      const facts = mergeFacts(runs.toReversed()).map(({ fact, firstAt, lastAt }) => ({
        fact,
        kind: factKind(fact),
        trust: trustWords(fact.trust),
        firstAt,
        lastAt,
      }));
      return { facts, runsRead: runs.length, ...next };
    },
  }),
];
