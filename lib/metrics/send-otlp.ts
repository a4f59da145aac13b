import { MonitorError } from '../domain/errors.ts';
import { loadWith } from '../providers/shared/client-library.ts';
import type { Measured } from './metric.ts';

/** Metrics that did not get to where they were sent. */
export class MetricsError extends MonitorError {
  override readonly name = 'MetricsError';
}

/**
 * Sends metrics once over OTLP (HTTP with JSON), with OpenTelemetry's own SDK. Where to, with which headers and how long it
 * may take stand in its environment variables (`OTEL_EXPORTER_OTLP_ENDPOINT` and so on).
 *
 * @throws {ConfigError} where the SDK is not installed, with the command that does.
 * @throws {MetricsError} if they were not taken.
 */
export async function sendOtlp(measured: readonly Measured[], version: string): Promise<void> {
  const who = { who: 'metrics --otlp', where: 'metrics' };
  const { MeterProvider, MetricReader } = await loadWith(
    '@opentelemetry/sdk-metrics',
    who,
    () => import('@opentelemetry/sdk-metrics'),
  );
  const { OTLPMetricExporter } = await loadWith(
    '@opentelemetry/exporter-metrics-otlp-http',
    who,
    () => import('@opentelemetry/exporter-metrics-otlp-http'),
  );
  // The SDK's own reader only logs what did not get through.
  const reader = new (class extends MetricReader {
    protected override async onForceFlush() {}
    protected override async onShutdown() {}
  })();
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('pinwatch', version);
  for (const [{ name, description, unit }, values] of Map.groupBy(measured, ({ metric }) => metric)) {
    const gauge = meter.createGauge(name, { description, unit });
    for (const { value, labels } of values) gauge.record(value, { ...labels });
  }
  const { resourceMetrics } = await reader.collect();
  const exporter = new OTLPMetricExporter();
  const { code, error } = await new Promise<{ code: number; error?: Error }>((settle) => {
    exporter.export(resourceMetrics, settle);
  });
  await Promise.all([provider.shutdown(), exporter.shutdown()]);
  if (code !== 0)
    throw new MetricsError(`the metrics did not get through: ${error?.message ?? 'no reason'}`, { cause: error });
}
