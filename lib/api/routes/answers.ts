import * as z from 'zod';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { AnswerDetail, AnswerPage, RunComparison } from '../answers/sample-answers.ts';
import { ApiProblem, notFound } from '../api-problem.ts';
import { byRun, paging } from '../queries.ts';
import { route } from '../route.ts';
import { goldensOf, goldenView, listedAnswers } from '../views/answer-view.ts';
import { recordOf } from './runs.ts';

const byGolden = z.string().min(1).max(200).describe('its id');
const nameOf = ({ golden, repetition }: Pick<Sample, 'golden' | 'repetition'>) => `${golden} ${repetition}`;

export const answerRoutes = [
  route({
    id: 'listAnswers',
    method: 'get',
    path: '/runs/{run}/answers',
    summary: 'What was answered in a run, by golden and repetition',
    description: 'Holds answers of the model: customer data. Steps of chained draws stand behind their whole.',
    parameters: byRun,
    query: z.strictObject({ golden: byGolden.optional(), ...paging(50, 200) }),
    answer: AnswerPage,
    handle: async ({ path, query: { golden, limit, cursor } }, runtime) => {
      const { run } = await recordOf(path.run, runtime);
      const all = await runtime.stores.runs.samples(run);
      const wanted = all.filter((sample) => golden === undefined || sample.golden === golden);
      if (golden !== undefined && wanted.length === 0) throw notFound('golden', 'this run did not draw it');
      const start = cursor === undefined ? 0 : wanted.findIndex((sample) => nameOf(sample) === cursor) + 1;
      if (cursor !== undefined && start === 0)
        throw new ApiProblem('bad-request', [{ where: 'cursor', what: 'expected the next of an earlier answer' }]);
      const page = wanted.slice(start, start + limit);
      const goldens = await goldensOf(page, runtime);
      const last = page.at(-1);
      return {
        run,
        answers: page.flatMap((sample) => listedAnswers(sample, goldens.get(sample.goldenVersion ?? ''))),
        ...(last === undefined || start + limit >= wanted.length ? {} : { next: nameOf(last) }),
      };
    },
  }),
  route({
    id: 'getAnswer',
    method: 'get',
    path: '/runs/{run}/answers/{golden}/{repetition}',
    summary: 'One answer, whole, with the request that it answers',
    description: 'Holds a prompt and an answer of the model: customer data.',
    parameters: byRun.extend({
      golden: byGolden,
      repetition: z.coerce.number().int().min(0).max(1000).describe('counted from 0'),
    }),
    answer: AnswerDetail,
    handle: async ({ path: { run, golden, repetition } }, runtime) => {
      await recordOf(run, runtime);
      const [sample] = await runtime.stores.runs.samples(run, [{ golden, repetition }]);
      if (sample === undefined) throw notFound('repetition', 'this run has no such draw');
      const sent = (await goldensOf([sample], runtime)).get(sample.goldenVersion ?? '');
      const [answer] = listedAnswers(sample, sent, Number.POSITIVE_INFINITY);
      if (answer === undefined) throw notFound('repetition', 'this run has no such draw');
      return { answer, ...(sent === undefined ? {} : { golden: goldenView(sent) }) };
    },
  }),
  route({
    id: 'compareRuns',
    method: 'get',
    path: '/runs/{run}/compared-with/{other}',
    summary: 'What two runs answered to the same goldens, side by side',
    description: 'One different answer proves nothing: the same model answers differently again and again.',
    parameters: byRun.extend({ other: z.string().min(1).max(200).describe('the later one') }),
    query: z.strictObject({ golden: byGolden.optional(), ...paging(10, 50) }),
    answer: RunComparison,
    handle: async ({ path, query: { golden, limit, cursor } }, runtime) => {
      const [before, after] = [await recordOf(path.run, runtime), await recordOf(path.other, runtime)];
      const samples = [await runtime.stores.runs.samples(before.run), await runtime.stores.runs.samples(after.run)];
      const [earlier, later] = samples.map((drawn) => Map.groupBy(drawn, (sample) => sample.golden));
      const ids = [...new Set(samples.flat().map((sample) => sample.golden))].sort();
      const wanted = golden === undefined ? ids : ids.filter((id) => id === golden);
      if (golden !== undefined && wanted.length === 0) throw notFound('golden', 'neither run drew it');
      const start = cursor === undefined ? 0 : wanted.indexOf(cursor) + 1;
      if (cursor !== undefined && start === 0)
        throw new ApiProblem('bad-request', [{ where: 'cursor', what: 'expected the next of an earlier answer' }]);
      const page = wanted.slice(start, start + limit);
      const drawn = page.map((id) => ({ id, was: earlier?.get(id) ?? [], is: later?.get(id) ?? [] }));
      const goldens = await goldensOf(
        drawn.flatMap(({ was, is }) => [...was, ...is]),
        runtime,
      );
      const listed = (side: readonly Sample[]) =>
        side.flatMap((sample) => listedAnswers(sample, goldens.get(sample.goldenVersion ?? '')).slice(0, 1));
      const last = page.at(-1);
      return {
        before: sideOf(before, samples[0] ?? []),
        after: sideOf(after, samples[1] ?? []),
        goldens: drawn.map(({ id, was, is }) => ({
          golden: id,
          ...pairsOf(was, is),
          before: listed(was),
          after: listed(is),
          versions: { before: was[0]?.goldenVersion, after: is[0]?.goldenVersion },
        })),
        ...(last === undefined || start + limit >= wanted.length ? {} : { next: last }),
      };
    },
  }),
];

function sideOf({ run, plannedAt }: RunRecord, samples: readonly Sample[]) {
  return { run, at: plannedAt, model: [...new Set(samples.flatMap(({ model }) => model ?? []))].slice(0, 20) };
}

/** Repetitions that both sides answered, and those of them with the same text and tool calls. */
function pairsOf(was: readonly Sample[], is: readonly Sample[]) {
  const said = ({ text, toolCalls = [] }: Sample) =>
    JSON.stringify([text ?? '', toolCalls.map((call) => [call.name, call.arguments])]);
  const pairs = was.flatMap((one) => {
    const other = is.find(({ repetition }) => repetition === one.repetition);
    return other === undefined || one.error !== undefined || other.error !== undefined
      ? []
      : [said(one) === said(other)];
  });
  return { pairs: pairs.length, same: pairs.filter(Boolean).length };
}
