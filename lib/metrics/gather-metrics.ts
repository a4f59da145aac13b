import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { conditionKinds, isBlinding, isConditionOpen } from '../domain/verdict/condition.ts';
import { isActive } from '../domain/verdict/incident.ts';
import { leadingChannel } from '../history/evidence-series.ts';
import { gatherState } from '../history/gather-state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import type { ReportModel } from '../report/model/report-model.ts';
import type { Measured, Metric } from './metric.ts';
import { metrics } from './metric.ts';

export interface MetricsDeps {
  readonly stores: Stores;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * What is known now of every endpoint, as numbers. No text of a prompt or an answer is among them.
 *
 * Cost: that of `gatherState` for each endpoint, and its newest run's answers for the latency.
 */
export async function gatherMetrics(
  project: Pick<ProjectFile, 'endpoints' | 'falseAlarmsPerYear' | 'every' | 'conditions'>,
  deps: MetricsDeps,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const endpoint of project.endpoints) {
    const model = await gatherState(endpoint, project, deps);
    const run = model.runs.findLast(({ record }) => record !== undefined && record.status !== 'open')?.record;
    const samples = run === undefined ? [] : await deps.stores.runs.samples(run.run);
    const latencies = samples.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs / 1000]));
    measured.push(...ofState(endpoint, model), ...ofRun(endpoint, run, latencies));
  }
  return measured;
}

function ofState({ id: endpoint, provider, model }: Endpoint, report: ReportModel): Measured[] {
  const { state, incidents, conditions, runs } = report;
  const { latest } = state;
  const at = { endpoint };
  const one = (metric: Metric, value: number | undefined, labels: object = {}): Measured[] =>
    value === undefined || !Number.isFinite(value) ? [] : [{ metric, labels: { ...at, ...labels }, value }];
  const channel = leadingChannel(latest?.evidence.channels ?? []);
  const effect = state.explained?.explanation?.effect;
  const open = conditions.filter(isConditionOpen);
  return [
    ...one(metrics.info, 1, { provider, model }),
    ...one(metrics.drift, Number(state.kind === 'drift')),
    ...one(metrics.conclusive, Number(isConclusive(report))),
    ...one(metrics.evidence, channel?.logStatistic ?? undefined, { channel: channel?.channel ?? '' }),
    ...one(metrics.threshold, channel?.logThreshold, { channel: channel?.channel ?? '' }),
    ...one(metrics.effect, state.kind === 'drift' ? effect?.estimate : undefined),
    ...one(metrics.goldensJudged, latest?.coverage?.judged),
    ...one(metrics.goldensExpected, latest?.coverage?.expected),
    ...one(metrics.incidents, incidents.filter(({ incident }) => isActive(incident)).length),
    ...conditionKinds.flatMap((kind) =>
      one(metrics.conditions, open.filter((condition) => condition.kind === kind).length, { kind }),
    ),
    ...one(metrics.lastRun, seconds(runs.findLast(({ record }) => record !== undefined)?.at)),
    ...one(metrics.lastVerdict, seconds(latest?.evidence.at)),
  ];
}

/** Whether the newest verdict says something about now. */
function isConclusive({ state, conditions }: ReportModel): boolean {
  if (state.kind === 'drift') return true;
  const isBlind = conditions.some((condition) => isConditionOpen(condition) && isBlinding(condition));
  const { kind } = state;
  return !isBlind && (kind === 'no-drift' || kind === 'suspected' || kind === 'below-floor');
}

function ofRun(
  { id: endpoint, price }: Endpoint,
  run: NonNullable<ReportModel['runs'][number]['record']> | undefined,
  latencies: readonly number[],
): Measured[] {
  if (run === undefined) return [];
  const one = (metric: Metric, value: number, labels: object = {}): Measured => ({
    metric,
    labels: { endpoint, ...labels },
    value,
  });
  const sorted = [...latencies].sort((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] as number;
  return [
    one(metrics.calls, run.completed, { outcome: 'completed' }),
    one(metrics.calls, run.failed, { outcome: 'failed' }),
    one(metrics.tokens, run.inputTokens, { direction: 'input' }),
    one(metrics.tokens, run.outputTokens, { direction: 'output' }),
    ...(sorted.length === 0 ? [] : [0.5, 0.95].map((q) => one(metrics.latency, quantile(q), { quantile: String(q) }))),
    ...(price === undefined ? [] : [one(metrics.cost, costMicros(price, run) / 1e6, { currency: price.currency })]),
  ];
}

function seconds(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at) / 1000;
}
