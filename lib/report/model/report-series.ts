import type { RateKind } from '../../domain/verdict/evidence.ts';
import { isFailureRate, rateName } from '../words/rate-words.ts';
import type { ReportRun } from './report-run.ts';

/** One rate over the runs of a report; `points` has one entry a run, at the same index. */
export interface RateSeries {
  readonly name: string;
  readonly kind: RateKind;
  /** Left out when it is pooled over goldens. */
  readonly golden?: string;
  readonly points: readonly (Counts | undefined)[];
}

export interface Counts {
  readonly count: number;
  readonly draws: number;
}

/** How strange one golden was, run by run; `undefined` where it was not scored. */
export interface GoldenSeries {
  readonly golden: string;
  readonly points: readonly (number | undefined)[];
}

/** Rates of every run, by golden and name, in the order in which they first appear. */
export function rateSeries(runs: readonly ReportRun[]): RateSeries[] {
  const series = new Map<string, RateSeries & { readonly points: (Counts | undefined)[] }>();
  runs.forEach(({ judgement }, i) => {
    for (const rate of judgement?.evidence.rates ?? []) {
      const key = `${rate.golden ?? ''}\n${rate.name}`;
      const known = series.get(key) ?? {
        name: rateName(rate),
        kind: isFailureRate(rate) ? 'expectation' : 'property',
        ...(rate.golden === undefined ? {} : { golden: rate.golden }),
        points: new Array<Counts | undefined>(runs.length).fill(undefined),
      };
      known.points[i] = { count: rate.count, draws: rate.draws };
      series.set(key, known);
    }
  });
  return [...series.values()];
}

/** Scores of every golden, run by run. */
export function goldenSeries(runs: readonly ReportRun[]): GoldenSeries[] {
  const series = new Map<string, (number | undefined)[]>();
  runs.forEach(({ judgement }, i) => {
    for (const { golden, score } of judgement?.evidence.goldens ?? []) {
      const points = series.get(golden) ?? new Array<number | undefined>(runs.length).fill(undefined);
      points[i] = score;
      series.set(golden, points);
    }
  });
  return [...series].map(([golden, points]) => ({ golden, points }));
}

/** Counts of several runs together. */
export function pool(points: readonly (Counts | undefined)[]): Counts {
  let [count, draws] = [0, 0];
  for (const point of points) {
    count += point?.count ?? 0;
    draws += point?.draws ?? 0;
  }
  return { count, draws };
}
