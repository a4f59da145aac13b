import { type Duration, Token } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type EndpointMetric,
  type MonitorMetric,
  metricDimensions,
  metricNamespace,
  type RunMetric,
  troubleMetric,
} from '../names/metrics.ts';

/** Makes the metrics of one monitor. */
export class MonitorMetrics {
  readonly #monitor: string;
  /** Runs come once in it. */
  readonly period: Duration;

  constructor(monitor: string, period: Duration) {
    this.#monitor = monitor;
    this.period = period;
  }

  /** A metric of all endpoints together. */
  of(name: RunMetric | MonitorMetric, statistic: string = Stats.SUM): Metric {
    return this.#metric(name, statistic, {});
  }

  /** 1 where there is trouble of any kind. */
  trouble(statistic: string): Metric {
    return this.#metric(troubleMetric, statistic, {});
  }

  /** A metric of one endpoint. */
  at(endpoint: string, name: EndpointMetric, statistic: string): Metric {
    return this.#metric(name, statistic, { [metricDimensions.endpoint]: endpoint });
  }

  /** An expression that finds a metric of every endpoint, also of those that come later. */
  ofEveryEndpoint(name: EndpointMetric, statistic: string): string {
    const { monitor, endpoint } = metricDimensions;
    const schema = `{${metricNamespace},${endpoint},${monitor}}`;
    const period = Token.isUnresolved(this.period) ? 3600 : this.period.toSeconds();
    return `SEARCH('${schema} MetricName="${name}" ${monitor}="${this.#monitor}"', '${statistic}', ${period})`;
  }

  #metric(metricName: string, statistic: string, dimensions: Record<string, string>): Metric {
    const dimensionsMap = { [metricDimensions.monitor]: this.#monitor, ...dimensions };
    return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, statistic, period: this.period });
  }
}
