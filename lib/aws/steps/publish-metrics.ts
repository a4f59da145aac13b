import { embeddedMetrics, type MetricEntry } from '../alerts/embedded-metrics.ts';

/** Publishes metrics through the log. Past `console`, which in a Lambda puts a time and an id before the line. */
export function publishMetrics(entry: MetricEntry): void {
  process.stdout.write(`${embeddedMetrics(entry)}\n`);
}
