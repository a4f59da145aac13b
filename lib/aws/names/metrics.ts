/** CloudWatch namespace of all metrics. */
export const metricNamespace = 'Pinwatch';

/** Dimensions: the monitor (one deployed construct), and for some metrics the endpoint as well. */
export const metricDimensions = { monitor: 'Monitor', endpoint: 'Endpoint' } as const;

/** What a judged run is counted in, for the whole monitor, with the dimension `Monitor` alone. */
export const runMetrics = {
  /** 1 for a run whose verdict is drift, else 0. */
  driftDetected: 'DriftDetected',
  /** 1 for a run of which nothing can be said, else 0. */
  inconclusive: 'Inconclusive',
  /** Draws that a run was to make, those whose every attempt failed, and those that nobody made. Not there in a quiet period. */
  drawsPlanned: 'DrawsPlanned',
  drawsFailed: 'DrawsFailed',
  drawsMissing: 'DrawsMissing',
  /** Goldens that ought to be judged in a run, and those of them that were not. Not there while a baseline is learned. */
  goldensExpected: 'GoldensExpected',
  goldensUnjudged: 'GoldensUnjudged',
  inputTokens: 'InputTokens',
  outputTokens: 'OutputTokens',
  /** In the currency of the project's prices; not there for endpoints without a price. */
  cost: 'Cost',
  /** Seconds from the time that a run was planned for to its judgement. */
  judgeDelay: 'JudgeDelay',
} as const;

/** Those that are also there for each endpoint. Few: CloudWatch asks the price of a metric for every endpoint. */
export const metricsByEndpoint = [runMetrics.driftDetected, runMetrics.inconclusive, runMetrics.drawsFailed] as const;

/** Metrics of the monitor as a whole. */
export const monitorMetrics = {
  /**
   * At each tick: time since a run of any endpoint came to its end, in periods. A period is the interval at which runs are
   * due (the project's `every`), or that of the schedule if it is longer. 2 or more, or no word of it: the monitor is silent.
   */
  periodsSinceFinishedRun: 'PeriodsSinceFinishedRun',
  /** At each tick: endpoints with an incident that is not over. */
  endpointsDrifting: 'EndpointsDrifting',
  /** At each tick: endpoints with a condition of a kind that goes on. An endpoint counts once in each kind. */
  endpointsUnreachable: 'EndpointsUnreachable',
  endpointsBlind: 'EndpointsBlind',
  endpointsPartlyBlind: 'EndpointsPartlyBlind',
  endpointsSilent: 'EndpointsSilent',
  /** Runs that were sealed. */
  runsFinished: 'RunsFinished',
  /** Runs that an earlier tick left without a judgement. */
  runsLeftBehind: 'RunsLeftBehind',
  /** Endpoints that were left out, or whose run was cut short, because the month's budget does not cover them. */
  endpointsOverBudget: 'EndpointsOverBudget',
  /** What the month has used and set aside, of the budget in tokens or in money, whichever is nearer to its end. */
  budgetUsed: 'BudgetUsed',
  /** Endpoints that were left out because their run before was still under way. */
  endpointsBusy: 'EndpointsBusy',
  /** Alerts that a sink did not take; they are sent again. */
  alertsUndelivered: 'AlertsUndelivered',
} as const;

/**
 * With one alarm for everything there is one metric: 1 where any of these is as large as it says, else 0. The others are
 * fields of the same log line, for whoever looks for the cause.
 */
export const troubleMetric = 'Trouble';
export const troubleFrom: { readonly [metric: string]: number } = {
  [runMetrics.driftDetected]: 1,
  [monitorMetrics.endpointsDrifting]: 1,
  [monitorMetrics.periodsSinceFinishedRun]: 2,
  [monitorMetrics.runsLeftBehind]: 1,
  [monitorMetrics.endpointsOverBudget]: 1,
  [monitorMetrics.alertsUndelivered]: 1,
  [monitorMetrics.endpointsUnreachable]: 1,
  [monitorMetrics.endpointsBlind]: 1,
  [monitorMetrics.endpointsSilent]: 1,
};

/** How a monitor is watched itself: by no alarm, by one for everything, or by one for each kind of trouble and endpoint. */
export const alarmChoices = ['none', 'one', 'each'] as const;
export type AlarmChoice = (typeof alarmChoices)[number];

export type RunMetric = (typeof runMetrics)[keyof typeof runMetrics];
export type EndpointMetric = (typeof metricsByEndpoint)[number];
export type MonitorMetric = (typeof monitorMetrics)[keyof typeof monitorMetrics];

/** CloudWatch units of metrics that are not counts. */
export const metricUnits: { readonly [metric: string]: string } = {
  [runMetrics.judgeDelay]: 'Seconds',
  [runMetrics.cost]: 'None',
  [monitorMetrics.periodsSinceFinishedRun]: 'None',
  [monitorMetrics.budgetUsed]: 'Percent',
};
