import { embeddedMetrics, type MetricEntry } from '../alerts/embedded-metrics.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { runMetrics, troubleFrom, troubleMetric } from '../names/metrics.ts';

/** What every handler knows of its monitor. */
export type Watched = Pick<HandlerEnvironment<'plan'>, 'MONITOR' | 'ALARMS' | 'FAILED_DRAWS_PERCENT'>;

/** Publishes metrics through the log. Past `console`, which in a Lambda puts a time and an id before the line. */
export function publishMetrics(watched: Watched, entry: Omit<MetricEntry, 'monitor'>): void {
  process.stdout.write(`${metricsLine(watched, entry)}\n`);
}

/** The line of the log: CloudWatch bills each metric in it, and no field beside. */
export function metricsLine(watched: Watched, entry: Omit<MetricEntry, 'monitor'>): string {
  const monitor = watched.MONITOR;
  if (watched.ALARMS === 'each') return embeddedMetrics({ monitor, ...entry });
  const { endpoint, at, values } = entry;
  const fields = { ...(endpoint === undefined ? {} : { Endpoint: endpoint }), ...values };
  if (watched.ALARMS === 'none') return JSON.stringify({ Monitor: monitor, ...fields });
  const trouble = { [troubleMetric]: Number(isTrouble(values, watched.FAILED_DRAWS_PERCENT)) };
  return JSON.stringify({ ...JSON.parse(embeddedMetrics({ monitor, at, values: trouble })), ...fields });
}

function isTrouble(values: MetricEntry['values'], failedDrawsPercent: number): boolean {
  const lost = (values[runMetrics.drawsFailed] ?? 0) + (values[runMetrics.drawsMissing] ?? 0);
  const isFailing = lost > 0 && 100 * lost >= failedDrawsPercent * (values[runMetrics.drawsPlanned] ?? 0);
  return isFailing || Object.entries(troubleFrom).some(([name, most]) => (values[name] ?? 0) >= most);
}
