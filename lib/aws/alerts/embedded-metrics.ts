import { metricDimensions, metricNamespace, metricsByEndpoint, metricUnits } from '../names/metrics.ts';

export interface MetricEntry {
  readonly monitor: string;
  /** Whose they are: some metrics then count for the endpoint as well as for the monitor as a whole. */
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
  const directive = (names: readonly string[], dimensions: readonly string[]) => ({
    Namespace: metricNamespace,
    Dimensions: [dimensions],
    Metrics: names.map((name) => ({ Name: name, Unit: metricUnits[name] ?? 'Count' })),
  });
  const names = Object.keys(values);
  const ofEndpoint = endpoint === undefined ? [] : names.filter((name) => isByEndpoint(name));
  return JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        directive(names, [byMonitor]),
        ...(ofEndpoint.length === 0 ? [] : [directive(ofEndpoint, [byMonitor, byEndpoint])]),
      ],
    },
    [byMonitor]: monitor,
    ...(endpoint === undefined ? {} : { [byEndpoint]: endpoint }),
    ...values,
  });
}

function isByEndpoint(name: string): boolean {
  return (metricsByEndpoint as readonly string[]).includes(name);
}
