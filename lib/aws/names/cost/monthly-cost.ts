import { judgeMemory } from '../handlers.ts';
import { metricsByEndpoint, monitorMetrics, runMetrics } from '../metrics.ts';
import { requestsOfCollecting, requestsOfFollowing, requestsOfHandingIn } from './batch-requests.ts';
import { requestsOfBudget } from './budget-requests.ts';
import type { EndpointLoad, MonthlyLoad } from './monthly-load.ts';
import { prices } from './prices.ts';
import {
  type Requests,
  type RequestsByStep,
  requestsOfLook,
  requestsOfReport,
  requestsOfRun,
  requestsOfTick,
  sumOf,
} from './requests.ts';

/** One line of the bill. */
export interface Charge {
  readonly service: string;
  /** The count and its price, in words. */
  readonly formula: string;
  readonly usd: number;
}

/**
 * What AWS asks for a deployed monitor in a month, without the models: each service with its formula. Dear first.
 *
 * @example
 * totalOf(monthlyCost({ endpoints: [load], ticks: 720, memory: 256, alarms: 'one', dashboard: false, secrets: 1 }));
 */
export function monthlyCost(load: MonthlyLoad): Charge[] {
  const { endpoints, ticks, secrets } = load;
  const of = (key: keyof Requests) => requestsOf(load, key);
  const runs = sumBy(endpoints, (endpoint) => endpoint.runs);
  const shards = sumBy(endpoints, (endpoint) => endpoint.runs * endpoint.shards);
  const followed = sumBy(endpoints, (endpoint) => endpoint.followed ?? 0);
  const keyReads = sumBy(endpoints, (one) => (one.hasKey ? one.runs * one.shards + (one.followed ?? 0) : 0));
  const charges: Charge[] = [
    charge('S3 uploads and lists', of('s3Uploads') + of('s3Lists'), prices.s3Write),
    charge('S3 reads', of('s3Reads'), prices.s3Read),
    charge('DynamoDB read units', of('dynamoReads'), prices.dynamoRead),
    charge('DynamoDB write units', of('dynamoWrites'), prices.dynamoWrite),
    charge('Lambda, GB-seconds', gigabyteSeconds(load), prices.lambdaGbSecond),
    charge('Lambda, calls', 2 * ticks + 2 * runs + shards + 3 * followed, prices.lambdaRequest), // plan and finish; judge and notify
    charge('Step Functions, transitions', 4 * ticks + 4 * runs + 2 * shards + 6 * followed, prices.transition),
    charge('CloudWatch logs, GB', kilobytesOfLogs * 1e-6 * (ticks + runs), prices.logGb),
    charge('CloudWatch metrics', metricsOf(load), prices.metric),
    charge('CloudWatch alarms, metrics that they watch', alarmedMetricsOf(load), prices.alarmedMetric),
    charge('CloudWatch dashboard', Number(load.dashboard), prices.dashboard),
    charge('Secrets Manager, secrets', secrets, prices.secret),
    charge('Secrets Manager, reads', keyReads, prices.secretRead),
  ];
  return charges.filter(({ usd }) => usd > 0).sort((a, b) => b.usd - a.usd);
}

/** Of all services together, in USD. */
export function totalOf(charges: readonly Charge[]): number {
  return sumBy(charges, ({ usd }) => usd);
}

/** Of requests, in USD. */
export function costOfRequests(steps: RequestsByStep): number {
  const { s3Uploads, s3Lists, s3Reads, dynamoReads, dynamoWrites } = sumOf(steps);
  return (
    (s3Uploads + s3Lists) * prices.s3Write +
    s3Reads * prices.s3Read +
    dynamoReads * prices.dynamoRead +
    dynamoWrites * prices.dynamoWrite
  );
}

/** Where all is well: an open incident or condition asks for more (`open-requests.ts`). */
function requestsOf({ endpoints, ticks }: MonthlyLoad, key: keyof Requests): number {
  const goldens = Math.max(0, ...endpoints.map((endpoint) => endpoint.goldens));
  const budgetOf = ({ hasBudget }: EndpointLoad) => (hasBudget === true ? requestsOfBudget(endpoints.length) : {});
  const ofRuns = sumBy(endpoints, (one) => {
    const reports = Math.min(one.runs, daysInMonth) * sumOf(requestsOfReport(one.runs))[key];
    const { runs, followed } = one;
    if (followed === undefined) return runs * sumOf(requestsOfRun(one), budgetOf(one))[key] + reports;
    const ofBatch = runs * sumOf(requestsOfHandingIn(one), requestsOfCollecting(one))[key];
    const following = sumOf(requestsOfFollowing({ ...one, endpoints: endpoints.length }), budgetOf(one));
    return ofBatch + (runs + followed) * following[key] + reports;
  });
  const ofLooks = ticks * endpoints.length * sumOf(requestsOfLook)[key];
  return ticks * sumOf(requestsOfTick(goldens, endpoints.length))[key] + ofLooks + ofRuns;
}

const daysInMonth = 30;

/** Seconds of the functions beside the replay; and of the judge, which has more memory. */
const seconds = { tick: 2, run: 2, judge: 2 };

function gigabyteSeconds({ endpoints, ticks, memory }: MonthlyLoad): number {
  const ofRun = ({ draws, secondsPerDraw, concurrency }: EndpointLoad) =>
    ((draws * secondsPerDraw) / concurrency + seconds.run) * memory + seconds.judge * Math.max(memory, judgeMemory);
  const following = sumBy(
    endpoints,
    ({ followed = 0 }) => followed * seconds.run * (memory + Math.max(memory, judgeMemory)),
  );
  return (
    (following + ticks * seconds.tick * memory + sumBy(endpoints, (endpoint) => endpoint.runs * ofRun(endpoint))) / 1024
  );
}

const kilobytesOfLogs = 10;

/** By the lists of metrics: of the monitor as a whole, and those of each endpoint. */
function metricsOf({ alarms, endpoints }: MonthlyLoad): number {
  if (alarms !== 'each') return alarms === 'one' ? 1 : 0;
  const ofMonitor = Object.keys(runMetrics).length + Object.keys(monitorMetrics).length;
  return ofMonitor + metricsByEndpoint.length * endpoints.length;
}

/** What the alarms of the monitor watch together, beside one of each endpoint. */
const alarmedOfMonitor = 16;

function alarmedMetricsOf({ alarms, endpoints }: MonthlyLoad): number {
  return alarms === 'each' ? alarmedOfMonitor + endpoints.length : Number(alarms === 'one');
}

function charge(service: string, count: number, price: number): Charge {
  const million = count >= 1e6 ? `${(count / 1e6).toPrecision(3)} million` : String(Math.round(count * 100) / 100);
  return { service, formula: `${million} at ${priceText(price)}`, usd: count * price };
}

function priceText(price: number): string {
  return price >= 0.01 ? price.toFixed(2) : `${Number((price * 1e6).toPrecision(6))} a million`;
}

function sumBy<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}
