import { type Duration, Token } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type EndpointMetric, type MonitorMetric, metricDimensions, metricNamespace } from '../contract/metrics.ts';

/** Makes the metrics of one monitor. */
export class MonitorMetrics {
  readonly #monitor: string;
  /** Runs come once in it. */
  readonly period: Duration;

  constructor(monitor: string, period: Duration) {
    this.#monitor = monitor;
    this.period = period;
  }

  /** A metric of one endpoint, or of all together. */
  of(name: EndpointMetric | MonitorMetric, statistic: string = Stats.SUM, endpoint?: string): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName: name,
      dimensionsMap: {
        [metricDimensions.monitor]: this.#monitor,
        ...(endpoint === undefined ? {} : { [metricDimensions.endpoint]: endpoint }),
      },
      statistic,
      period: this.period,
    });
  }

  /** An expression that finds a metric of every endpoint, also of those that come later. */
  ofEveryEndpoint(name: EndpointMetric, statistic: string): string {
    const { monitor, endpoint } = metricDimensions;
    const schema = `{${metricNamespace},${endpoint},${monitor}}`;
    const period = Token.isUnresolved(this.period) ? 3600 : this.period.toSeconds();
    return `SEARCH('${schema} MetricName="${name}" ${monitor}="${this.#monitor}"', '${statistic}', ${period})`;
  }
}
