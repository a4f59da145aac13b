import type { Explanation } from '../../domain/verdict/explanation.ts';
import { jsonText } from '../words/json-text.ts';
import { headline } from './headline.ts';
import type { ReportModel } from './report-model.ts';
import type { ReportRun } from './report-run.ts';

/** Changes when a reader of an older report could misread a newer one; new keys alone do not change it. */
export const reportSchema = 'report/1';

export interface ReportJsonOptions {
  /** Whether before/after examples, which are customer data, are written. @default true */
  readonly examples?: boolean;
  /** How many of the newest runs are listed; all if left out. */
  readonly lastRuns?: number;
}

/**
 * A report for programs: JSON text on one line, with a line feed at the end; equal models give equal bytes. Numbers are as stored, times ISO 8601, rates 0 to 1, statistics and
 * thresholds natural logarithms; `logStatistic` is null where a channel has not bet.
 */
export function reportJson(model: ReportModel, { examples = true, lastRuns }: ReportJsonOptions = {}): string {
  const { endpoint, budget, state, totals } = model;
  const told = (explanation: Explanation) => (examples ? explanation : { ...explanation, examples: [] });
  const report = {
    schema: reportSchema,
    generatedAt: model.generatedAt,
    endpoint: { id: endpoint.id, provider: endpoint.provider, model: endpoint.model, baseURL: endpoint.baseURL },
    budget,
    state: {
      kind: state.kind,
      epoch: state.epoch,
      latestRun: state.latest?.run,
      incident: state.incident?.id,
      alarmRun: state.alarm?.run,
      warnings: headline(model).warnings,
    },
    verdict: state.latest?.verdict,
    explanation: state.explained?.explanation && told(state.explained.explanation),
    totals,
    epochs: model.epochs.map(({ epoch }) => epoch),
    incidents: model.incidents.map(({ incident, explained }) => ({
      ...incident,
      explanation: explained?.explanation && told(explained.explanation),
    })),
    conditions: model.conditions,
    facts: model.facts.map(({ fact, firstAt, lastAt }) => ({ ...fact, firstAt, lastAt })),
    isCut: model.isCut,
    runs: (lastRuns === undefined
      ? model.runs
      : model.runs.slice(model.runs.length - Math.min(lastRuns, model.runs.length))
    ).map(listedJson),
  };
  return `${jsonText(report)}\n`;
}

/** A run of a list, for programs. */
export function listedJson({ run, at, epoch, record, judgement }: ReportRun) {
  const counts = record ?? judgement?.evidence;
  return {
    run,
    at,
    epoch,
    status: record?.status,
    planned: counts?.planned,
    completed: counts?.completed,
    failed: counts?.failed,
    inputTokens: record?.inputTokens,
    outputTokens: record?.outputTokens,
    counted: judgement?.evidence.counted,
    verdict: judgement?.verdict,
    incident: judgement?.incident,
    channels: judgement?.evidence.channels,
    rates: judgement?.evidence.rates,
    goldens: judgement?.evidence.goldens,
  };
}
