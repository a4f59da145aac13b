import { ConfigError } from '../domain/errors.ts';
import { answerText } from '../domain/run/answer-text.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { GoldenDifference, GoldenSide, RunsCompared } from '../domain/verdict/runs-compared.ts';
import { beforeAfterExample } from '../drift/examples.ts';
import type { Stores } from '../ports/stores.ts';
import { median } from '../stats/median-mad.ts';
import { runAnswers } from './run-answers.ts';

/**
 * Two runs side by side, golden by golden.
 *
 * @param golden only this golden, or step of chained draws.
 * @throws {ConfigError} with every run, and the golden, that there is not.
 */
export async function compareRuns(
  [before, after]: readonly [string, string],
  stores: Pick<Stores, 'runs' | 'judgements'>,
  golden?: string,
): Promise<RunsCompared> {
  const [was, is] = [await runAnswers(before, stores), await runAnswers(after, stores)];
  const names = [...new Set([...was.byName.keys(), ...is.byName.keys()])].sort();
  if (golden !== undefined && !names.includes(golden))
    throw new ConfigError([
      { where: 'golden', what: `neither run has "${golden}", expected one of ${names.join(', ')}` },
    ]);
  const goldens = (golden === undefined ? names : [golden]).map((name) =>
    difference(name, was.byName.get(name) ?? [], is.byName.get(name) ?? []),
  );
  const inCommon = ({ alsoBefore, after: { answers } }: GoldenDifference) => (answers === 0 ? 2 : alsoBefore / answers);
  return { before: was, after: is, goldens: goldens.sort((a, b) => inCommon(a) - inCommon(b)) };
}

function difference(golden: string, before: readonly Sample[], after: readonly Sample[]): GoldenDifference {
  const [was, is] = [sideOf(before), sideOf(after)];
  const known = new Set(was.outputs.map(({ output }) => output));
  const example = beforeAfterExample(golden, drawsOf(before), drawsOf(after));
  return {
    golden,
    before: was,
    after: is,
    isSameRequest: was.versions.join() === is.versions.join() && was.versions.length === 1,
    alsoBefore: is.outputs.reduce((sum, { output, times }) => sum + (known.has(output) ? times : 0), 0),
    ...(example === undefined ? {} : { example }),
  };
}

function sideOf(samples: readonly Sample[]): GoldenSide {
  const answered = samples.filter(({ error }) => error === undefined);
  const count = (names: readonly string[]) =>
    [...Map.groupBy(names, (name) => name)].map(([name, { length }]) => [name, length] as const);
  const outputs = count(answered.map(answerText))
    .sort(([, a], [, b]) => b - a)
    .map(([output, times]) => ({ output, times }));
  const tokens = answered.flatMap(({ outputTokens }) => (outputTokens === undefined ? [] : [outputTokens]));
  const latencies = answered.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]));
  return {
    versions: [...new Set(samples.flatMap(({ goldenVersion }) => goldenVersion ?? []))].sort(),
    answers: answered.length,
    failed: samples.length - answered.length,
    outputs,
    ...(tokens.length === 0 ? {} : { meanOutputTokens: tokens.reduce((a, b) => a + b, 0) / tokens.length }),
    ...(latencies.length === 0 ? {} : { medianLatencyMs: median(latencies) }),
    finishReasons: Object.fromEntries(count(answered.flatMap(({ finishReason }) => finishReason ?? []))),
  };
}

function drawsOf(samples: readonly Sample[]) {
  return samples
    .filter(({ error }) => error === undefined)
    .map(({ text = '', toolCalls = [] }) => ({ text, toolCalls, properties: {} }));
}
