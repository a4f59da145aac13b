import { metricDimensions, metricNamespace, metricUnits } from '../contract/metrics.ts';

export interface MetricEntry {
  readonly monitor: string;
  /** Adds the dimension; the values then count for the endpoint and for the monitor as a whole. */
  readonly endpoint?: string;
  readonly at: Date;
  readonly values: { readonly [metric: string]: number };
}

/**
 * A log line in CloudWatch's embedded metric format: whoever writes it to the log of a Lambda has published the metrics,
 * without a call that could fail. Names and numbers only.
 */
export function embeddedMetrics({ monitor, endpoint, at, values }: MetricEntry): string {
  const { monitor: byMonitor, endpoint: byEndpoint } = metricDimensions;
  const metrics = Object.keys(values).map((name) => ({ Name: name, Unit: metricUnits[name] ?? 'Count' }));
  const dimensions = endpoint === undefined ? [[byMonitor]] : [[byMonitor], [byMonitor, byEndpoint]];
  return JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: dimensions, Metrics: metrics }],
    },
    [byMonitor]: monitor,
    ...(endpoint === undefined ? {} : { [byEndpoint]: endpoint }),
    ...values,
  });
}
