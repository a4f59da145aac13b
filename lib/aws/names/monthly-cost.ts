import { type AlarmChoice, metricsByEndpoint, monitorMetrics, runMetrics } from './metrics.ts';

/** What a deployed monitor does in a month. */
export interface MonthlyLoad {
  readonly endpoints: number;
  /** Runs of one endpoint. */
  readonly runs: number;
  readonly goldens: number;
  /** Draws of one run: goldens times repetitions. */
  readonly draws: number;
  /** What a draw takes, and how many of an endpoint are under way at once. */
  readonly secondsPerDraw: number;
  readonly concurrency: number;
  /** MiB of the functions; the one that judges has 1024 at least. */
  readonly memory: number;
  readonly alarms: AlarmChoice;
  readonly dashboard: boolean;
  readonly secrets: number;
}

/** One line of the bill. */
export interface Charge {
  readonly service: string;
  /** The count and its price, in words. */
  readonly formula: string;
  readonly usd: number;
}

/** List prices of us-east-1 in November 2026, in USD, without the free tiers of an account. */
export const prices = {
  s3Write: 0.005 / 1000,
  s3Read: 0.0004 / 1000,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  transition: 0.025 / 1000,
  dynamoWrite: 0.625 / 1e6,
  dynamoRead: 0.125 / 1e6,
  metric: 0.3,
  alarmedMetric: 0.1,
  dashboard: 3,
  logGb: 0.5,
  secret: 0.4,
  secretRead: 0.05 / 10_000,
} as const;

/** Requests of one run with its tick. A test holds them against those that a deployed monitor really makes. */
export function requestsOfRun({ draws, goldens }: { readonly draws: number; readonly goldens: number }) {
  return {
    /** A draw each; the plan, the samples, the list of the tick, and rows for SQL: verdict, evidence, rates. */
    s3Uploads: draws + 6,
    s3Lists: 4,
    /** Every draw once, when the run is sealed; every golden where it is planned, kept, replayed and judged. */
    s3Reads: draws + 4 * goldens + 8,
    /** Each draw asks before and after whether its run is still open. */
    dynamoReads: 2 * draws + 44,
    /** Writes in a transaction count twice. */
    dynamoWrites: 28,
    lambdaCalls: 5,
    /** Four of the tick and six of the endpoint; two more for each further shard. */
    transitions: 10,
  };
}

/** Seconds of the functions beside the replay; and of the judge, which has more memory. */
const [otherSeconds, judgeSeconds, judgeMemory] = [4, 2, 1024];

/** What AWS asks for a deployed monitor, without the models: each service with its formula. Dear first. */
export function monthlyCost(load: MonthlyLoad): Charge[] {
  const { endpoints, runs, draws, memory, secondsPerDraw, concurrency, secrets } = load;
  const each = requestsOfRun(load);
  const all = endpoints * runs;
  const replaySeconds = (draws * secondsPerDraw) / concurrency;
  const gigabyteSeconds =
    ((replaySeconds + otherSeconds) * memory + judgeSeconds * Math.max(memory, judgeMemory)) / 1024;
  const charges: Charge[] = [
    charge('S3 uploads and lists', all * (each.s3Uploads + each.s3Lists), prices.s3Write),
    charge('S3 reads', all * each.s3Reads, prices.s3Read),
    charge('Lambda, GB-seconds', all * gigabyteSeconds, prices.lambdaGbSecond),
    charge('Lambda, calls', all * each.lambdaCalls, prices.lambdaRequest),
    charge('Step Functions, transitions', all * each.transitions, prices.transition),
    charge('DynamoDB reads', all * each.dynamoReads, prices.dynamoRead),
    charge('DynamoDB writes', all * each.dynamoWrites, prices.dynamoWrite),
    charge('CloudWatch logs, GB', all * kilobytesOfLogs * 1e-6, prices.logGb),
    charge('CloudWatch metrics', metricsOf(load), prices.metric),
    charge('CloudWatch alarms, metrics that they watch', alarmedMetricsOf(load), prices.alarmedMetric),
    charge('CloudWatch dashboard', Number(load.dashboard), prices.dashboard),
    charge('Secrets Manager, secrets', secrets, prices.secret),
    charge('Secrets Manager, reads', Math.min(secrets, 1) * all, prices.secretRead),
  ];
  return charges.filter(({ usd }) => usd > 0).sort((a, b) => b.usd - a.usd);
}

const kilobytesOfLogs = 20;

/** By the lists of metrics: of the monitor as a whole, and those of each endpoint. */
function metricsOf({ alarms, endpoints }: MonthlyLoad): number {
  if (alarms !== 'each') return alarms === 'one' ? 1 : 0;
  const ofMonitor = Object.keys(runMetrics).length + Object.keys(monitorMetrics).length;
  return ofMonitor + metricsByEndpoint.length * endpoints;
}

/** What the alarms of the monitor watch together, beside one of each endpoint. */
const alarmedOfMonitor = 16;

function alarmedMetricsOf({ alarms, endpoints }: MonthlyLoad): number {
  return alarms === 'each' ? alarmedOfMonitor + endpoints : Number(alarms === 'one');
}

function charge(service: string, count: number, price: number): Charge {
  const million = count >= 1e6 ? `${(count / 1e6).toPrecision(3)} million` : String(Math.round(count * 100) / 100);
  return { service, formula: `${million} at ${priceText(price)}`, usd: count * price };
}

function priceText(price: number): string {
  return price >= 0.01 ? price.toFixed(2) : `${Number((price * 1e6).toPrecision(6))} a million`;
}
