import type { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type EndpointMetric, monitorMetrics, runMetrics } from '../names/metrics.ts';
import { MonitorMetrics } from './metrics.ts';

/** The metrics of a monitor, for alarms and dashboards of whoever deploys it. */
export abstract class MeasuredMonitor extends Construct {
  /** Those that its own alarms and its dashboard are made of. */
  protected readonly metrics: MonitorMetrics;

  /** @param every period of the metrics. */
  constructor(scope: Construct, id: string, every: Duration) {
    super(scope, id);
    this.metrics = new MonitorMetrics(this.node.path, every);
  }

  /** 1 where there is trouble of any kind; maximum over a period of the schedule. The one metric that there is by default. */
  metricTrouble(): Metric {
    return this.metrics.trouble(Stats.MAXIMUM);
  }

  /** 1 for a run whose verdict is drift, else 0, of one endpoint or of all; maximum over a period of the schedule. */
  metricDriftDetected(endpoint?: string): Metric {
    return this.#metric(runMetrics.driftDetected, Stats.MAXIMUM, endpoint);
  }

  /** Runs of which nothing can be said, of one endpoint or of all; sum over a period. */
  metricInconclusive(endpoint?: string): Metric {
    return this.#metric(runMetrics.inconclusive, Stats.SUM, endpoint);
  }

  /** Draws whose every attempt failed, of one endpoint or of all; sum over a period. */
  metricDrawsFailed(endpoint?: string): Metric {
    return this.#metric(runMetrics.drawsFailed, Stats.SUM, endpoint);
  }

  /** Draws that runs were to make; sum over a period. */
  metricDrawsPlanned(): Metric {
    return this.metrics.of(runMetrics.drawsPlanned);
  }

  /** Draws that nobody made, of runs that were closed without them; sum over a period. */
  metricDrawsMissing(): Metric {
    return this.metrics.of(runMetrics.drawsMissing);
  }

  /** Tokens of prompts; sum over a period. */
  metricInputTokens(): Metric {
    return this.metrics.of(runMetrics.inputTokens);
  }

  /** Tokens of answers; sum over a period. */
  metricOutputTokens(): Metric {
    return this.metrics.of(runMetrics.outputTokens);
  }

  /** What tokens cost, in the currency of the project's prices; sum over a period. Endpoints without a price are not in it. */
  metricCost(): Metric {
    return this.metrics.of(runMetrics.cost);
  }

  /** Percent of the month's budget that is used or set aside; maximum over a period. Not there without a budget. */
  metricBudgetUsed(): Metric {
    return this.metrics.of(monitorMetrics.budgetUsed, Stats.MAXIMUM);
  }

  /** Seconds from the time that a run was planned for to its verdict; maximum over a period. */
  metricJudgeDelay(): Metric {
    return this.metrics.of(runMetrics.judgeDelay, Stats.MAXIMUM);
  }

  /** Runs that were sealed; sum over a period. */
  metricRunsFinished(): Metric {
    return this.metrics.of(monitorMetrics.runsFinished);
  }

  /** Periods since a run of any endpoint finished, as each tick found it; maximum over a period. From 2 on it is silent. */
  metricPeriodsSinceFinishedRun(): Metric {
    return this.metrics.of(monitorMetrics.periodsSinceFinishedRun, Stats.MAXIMUM);
  }

  /** Runs of earlier ticks that had no verdict yet; maximum over a period. */
  metricRunsLeftBehind(): Metric {
    return this.metrics.of(monitorMetrics.runsLeftBehind, Stats.MAXIMUM);
  }

  /** Endpoints with an incident that is not over, as each tick found them; maximum over a period. */
  metricEndpointsDrifting(): Metric {
    return this.metrics.of(monitorMetrics.endpointsDrifting, Stats.MAXIMUM);
  }

  /** Endpoints that were left out because their run before was still under way; maximum over a period. */
  metricEndpointsBusy(): Metric {
    return this.metrics.of(monitorMetrics.endpointsBusy, Stats.MAXIMUM);
  }

  /** Endpoints that the month's budget does not cover, or not to the end of their run; maximum over a period. */
  metricEndpointsOverBudget(): Metric {
    return this.metrics.of(monitorMetrics.endpointsOverBudget, Stats.MAXIMUM);
  }

  /** Alerts that a sink did not take; sum over a period. */
  metricAlertsUndelivered(): Metric {
    return this.metrics.of(monitorMetrics.alertsUndelivered);
  }

  #metric(name: EndpointMetric, statistic: string, endpoint: string | undefined): Metric {
    return endpoint === undefined ? this.metrics.of(name, statistic) : this.metrics.at(endpoint, name, statistic);
  }
}
