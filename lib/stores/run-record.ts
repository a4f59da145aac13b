import type { RunEnd, RunPlan, RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';
import { compareText } from './compare-text.ts';

/** The record of a run that was planned and has no samples yet. */
export function openRecord(plan: RunPlan): RunRecord {
  return {
    run: plan.run,
    endpoint: plan.endpoint,
    epoch: plan.epoch,
    plannedAt: plan.plannedAt,
    status: 'open',
    planned: plan.tasks.length,
    completed: 0,
    failed: 0,
    inputTokens: 0,
    outputTokens: 0,
    ...(plan.stream === undefined ? {} : { stream: plan.stream }),
    ...(plan.begins === undefined ? {} : { begins: plan.begins }),
    ...(plan.shrunk === undefined ? {} : { shrunk: plan.shrunk }),
  };
}

/** The record with its counts taken from the run's samples. */
export function countSamples(record: RunRecord, samples: readonly Sample[]): RunRecord {
  const failed = samples.filter((sample) => sample.error !== undefined).length;
  return {
    ...record,
    completed: samples.length - failed,
    failed,
    inputTokens: total(samples, 'inputTokens'),
    outputTokens: total(samples, 'outputTokens'),
    ...rareCounts(samples),
    ...servedBy(samples),
  };
}

/** The record as it is from its end on. */
export function sealRecord(record: RunRecord, samples: readonly Sample[], end: RunEnd): RunRecord {
  const { status, finishedAt, because } = end;
  const sealed = { ...countSamples(record, samples), status, finishedAt };
  return because === undefined ? sealed : { ...sealed, closedBecause: because };
}

/** A name is a server's text: so many of them, and so much of each, are kept. */
const [mostModels, mostCharacters] = [20, 200];

function servedBy(samples: readonly Sample[]): Pick<RunRecord, 'served'> {
  const answered = samples.filter(({ error, model }) => error === undefined && model !== undefined);
  const byModel = Map.groupBy(answered, ({ model = '' }) => model.slice(0, mostCharacters));
  const served = [...byModel]
    .map(([model, { length }]) => ({ model, answers: length }))
    .sort((a, b) => b.answers - a.answers || compareText(a.model, b.model));
  return served.length === 0 ? {} : { served: served.slice(0, mostModels) };
}

/** What few providers count, or leave to be estimated, is left out where there is none. */
function rareCounts(samples: readonly Sample[]) {
  const keys = [
    ...(['cachedInputTokens', 'cacheWriteInputTokens'] as const),
    ...(['estimatedInputTokens', 'estimatedOutputTokens'] as const),
  ];
  return Object.fromEntries(keys.map((key) => [key, total(samples, key)] as const).filter(([, sum]) => sum > 0));
}

type Counted =
  | ('inputTokens' | 'outputTokens' | 'cachedInputTokens' | 'cacheWriteInputTokens')
  | ('estimatedInputTokens' | 'estimatedOutputTokens');

function total(samples: readonly Sample[], key: Counted): number {
  return samples.reduce((sum, sample) => sum + (sample[key] ?? 0), 0);
}
