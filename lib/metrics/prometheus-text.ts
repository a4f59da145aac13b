import { loadWith } from '../providers/shared/client-library.ts';
import type { Measured, Metric } from './metric.ts';

/** `Content-Type` of the text. */
export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Metrics in the text format of Prometheus, for a scrape or for a textfile collector.
 *
 * @throws {ConfigError} with the command that installs its library, where that is missing.
 */
export async function prometheusText(measured: readonly Measured[]): Promise<string> {
  const asked = { who: 'the text format of Prometheus', where: 'metrics' };
  const { Gauge, Registry } = await loadWith('prom-client', asked, () => import('prom-client'));
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
