import type { RateKind } from '../domain/evidence.ts';
import type { RateChange } from '../domain/explanation.ts';
import { goldenName, intervalGap, isFailureRate, rateName, rateTitle } from './rate-words.ts';
import type { ReportModel } from './report-model.ts';
import { type Counts, pool, type RateSeries } from './report-series.ts';

/** One rate as the views show it: its runs, and its change if a change is known. */
export interface RateView {
  readonly title: string;
  readonly kind: RateKind;
  /** What the number counts: `share of answers that fail it` or `share of answers`. */
  readonly verb: string;
  readonly points: readonly (Counts | undefined)[];
  readonly change?: RateChange;
}

/**
 * Rates in the order in which they matter: what changed most clearly, then what happens most often. The first one pools
 * all expectations of all goldens, if there are several.
 */
export function rateViews(model: ReportModel): RateView[] {
  const changes = explainedChange(model)?.rates ?? [];
  const views = model.rates.map((series) => rateView(series, changes));
  const weight = ({ change, points }: RateView) => [change === undefined ? -2 : intervalGap(change), share(points)];
  const ranked = [...views].sort((a, b) => {
    const [[gapA = 0, shareA = 0], [gapB = 0, shareB = 0]] = [weight(a), weight(b)];
    return gapB - gapA || shareB - shareA;
  });
  return [...together(model), ...ranked];
}

/** The change that a report explains: the open one, or else the newest of the past. */
export function explainedChange({ state, incidents }: ReportModel) {
  return (state.explained ?? incidents.findLast(({ explained }) => explained !== undefined)?.explained)?.explanation;
}

function rateView(series: RateSeries, changes: readonly RateChange[]): RateView {
  const change = changes.find((one) => rateName(one) === series.name && one.golden === series.golden);
  return {
    title: rateTitle(series),
    kind: series.kind,
    verb: isFailureRate(series) ? 'share of answers that fail it' : 'share of answers',
    points: series.points,
    ...(change === undefined ? {} : { change }),
  };
}

function together({ rates, runs }: ReportModel): RateView[] {
  const failures = rates.filter((rate) => rate.kind === 'expectation' && rate.golden !== undefined);
  if (new Set(failures.map(({ golden }) => goldenName(golden ?? ''))).size < 2) return [];
  const points = runs.map((_, i) => {
    const counts = pool(failures.map((rate) => rate.points[i]));
    return counts.draws === 0 ? undefined : counts;
  });
  return [{ title: 'all goldens · any check', kind: 'expectation', verb: 'share of checks that fail', points }];
}

function share(points: readonly (Counts | undefined)[]): number {
  const { count, draws } = pool(points);
  return draws === 0 ? 0 : count / draws;
}
