/** A gauge, as OpenTelemetry names it; Prometheus has underscores for dots and the unit behind the name. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  /** UCUM; `1` for what has none. */
  readonly unit: string;
  readonly labels: readonly string[];
}

/** A value of a metric. */
export interface Measured {
  readonly metric: Metric;
  readonly labels: { readonly [label: string]: string };
  readonly value: number;
}

const endpoint = ['endpoint'] as const;

function gauge(name: string, description: string, unit = '1', labels: readonly string[] = []): Metric {
  return { name: `pinwatch.${name}`, description, unit, labels: [...endpoint, ...labels] };
}

/** Every metric. Names stay as they are from version to version. */
export const metrics = {
  info: gauge('endpoint.info', 'What is watched; always 1', '1', ['provider', 'model']),
  drift: gauge('drift', '1 while drift is detected and not over, else 0'),
  conclusive: gauge('conclusive', '1 if the newest verdict says something about now, 0 if nothing can be said'),
  evidence: gauge('evidence.log', 'Natural log of the evidence of the newest judged run', '1', ['channel']),
  threshold: gauge('threshold.log', 'Natural log of the evidence that is an alarm', '1', ['channel']),
  effect: gauge('effect', 'Share of answers that the baseline would not have given, 0 to 1, while drift goes on'),
  goldensJudged: gauge('goldens.judged', 'Goldens that the newest verdict covers'),
  goldensExpected: gauge('goldens.expected', 'Goldens that it ought to cover'),
  incidents: gauge('incidents.active', 'Incidents that somebody is still to act on'),
  conditions: gauge('conditions.open', 'What keeps the endpoint from being watched, by kind', '1', ['kind']),
  lastRun: gauge('last_run.timestamp', 'When the newest run was planned, in Unix time', 's'),
  lastVerdict: gauge('last_verdict.timestamp', 'When the newest judged run was planned, in Unix time', 's'),
  calls: gauge('run.calls', 'Calls of the newest run that ended, by outcome', '1', ['outcome']),
  tokens: gauge('run.tokens', 'Tokens of the newest run that ended, by direction', '1', ['direction']),
  latency: gauge('run.latency', 'Quantiles of how long its answers took', 's', ['quantile']),
  cost: gauge('run.cost', 'What it cost, where the endpoint states a price', '1', ['currency']),
} as const satisfies { readonly [name: string]: Metric };
