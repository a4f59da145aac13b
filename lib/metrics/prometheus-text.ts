import { Gauge, Registry } from 'prom-client';
import type { Measured, Metric } from './metric.ts';

/** `Content-Type` of the text. */
export const prometheusType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Metrics in the text format of Prometheus, for a scrape or for a textfile collector. */
export function prometheusText(measured: readonly Measured[]): Promise<string> {
  const registry = new Registry();
  for (const [metric, values] of Map.groupBy(measured, (one) => one.metric)) {
    const { description, labels } = metric;
    const gauge = new Gauge({
      name: prometheusName(metric),
      help: description,
      labelNames: [...labels],
      registers: [registry],
    });
    for (const one of values) gauge.set({ ...one.labels }, one.value);
  }
  return registry.metrics();
}

/** `pinwatch_run_latency_seconds` */
export function prometheusName({ name, unit }: Metric): string {
  return `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;
}
