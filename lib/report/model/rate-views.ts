import { goldenName } from '../../domain/golden/golden-key.ts';
import type { RateKind } from '../../domain/verdict/evidence.ts';
import type { RateChange } from '../../domain/verdict/explanation.ts';
import { exactInterval } from '../words/exact-interval.ts';
import { intervalGap, isFailureRate, rateName, rateTitle } from '../words/rate-words.ts';
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
  const views = model.rates.filter((series) => !isSaidTwice(series, model)).map((series) => rateView(series, changes));
  return [...together(model), ...views.sort((a, b) => interest(b) - interest(a))];
}

/** Above 1 for a clear change, by its clearness; else how often it happens; 0 for what never happens. */
export function interest({ change, points }: RateView): number {
  const gap = change === undefined ? 0 : intervalGap(change);
  return gap > 0 ? 1 + gap : share(points);
}

/** The change that a report explains: the open one, or else the newest of the past. */
export function explainedChange({ state, incidents }: ReportModel) {
  return (state.explained ?? incidents.findLast(({ explained }) => explained !== undefined)?.explained)?.explanation;
}

/** A pooled expectation that one golden alone has: that golden says it. */
function isSaidTwice({ golden, kind, name }: RateSeries, { rates }: ReportModel): boolean {
  if (golden !== undefined || kind !== 'expectation') return false;
  return rates.filter((other) => other.golden !== undefined && other.kind === kind && other.name === name).length === 1;
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

/** All expectations of all goldens as one, with its change where one is known. */
function together(model: ReportModel): RateView[] {
  const failures = model.rates.filter((rate) => rate.kind === 'expectation' && rate.golden !== undefined);
  if (new Set(failures.map(({ golden }) => goldenName(golden ?? ''))).size < 2) return [];
  const points = model.runs.map((_, i) => {
    const counts = pool(failures.map((rate) => rate.points[i]));
    return counts.draws === 0 ? undefined : counts;
  });
  const title = 'all goldens · any check';
  const verb = 'share of checks that fail';
  const change = pooledChange(model, points);
  return [{ title, kind: 'expectation', verb, points, ...(change === undefined ? {} : { change }) }];
}

/** From the beginning of the epoch to the change, and from there to the last run that showed it. */
function pooledChange({ incidents, epochs }: ReportModel, points: RateView['points']): RateChange | undefined {
  const period = incidents.findLast(({ since }) => since !== undefined);
  const epoch = epochs.find((span) => span.epoch.number === period?.incident.epoch);
  if (period?.since === undefined || epoch === undefined) return undefined;
  const counted = (from: number, to: number) => {
    const counts = pool(points.slice(from, to));
    return { ...exactInterval(counts.count, counts.draws), ...counts };
  };
  const before = counted(epoch.from, period.since.index);
  const after = counted(period.since.index, period.last + 1);
  return before.draws === 0 || after.draws === 0 ? undefined : { name: 'any check', before, after };
}

function share(points: readonly (Counts | undefined)[]): number {
  const { count, draws } = pool(points);
  return draws === 0 ? 0 : count / draws;
}
