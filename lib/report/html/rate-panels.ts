import { type Bucket, bucketRuns, inBucket } from '../model/buckets.ts';
import type { RateView } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { pool } from '../model/report-series.ts';
import { exactInterval } from '../words/exact-interval.ts';
import { percent, percentWithInterval } from '../words/format.ts';
import { utcShort } from '../words/time.ts';
import { boundaries, coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';

const [width, height] = [300, 132];
const [left, right, top, bottom] = [44, 294, 8, 108];

/** Fewer draws than this in a point give an interval as wide as the panel. */
const drawsPerPoint = 24;
const mostPoints = 20;

/** One small plot a rate: neighbouring runs pooled, with exact 95 % intervals, never across a change or an epoch. */
export function ratePanels(model: ReportModel, views: readonly RateView[], id: string): Markup {
  return markup`<div class="panels">${views.map((view, i) => panel(model, view, `${id}-${i}`))}</div>`;
}

function panel(model: ReportModel, view: RateView, id: string): Markup {
  const points = ratePoints(model, view);
  const ceiling = niceCeiling(points.map(({ interval }) => interval.high));
  const x = (index: number) => left + (index / Math.max(1, model.runs.length)) * (right - left);
  const y = (rate: number) => bottom - (Math.min(rate, ceiling) / ceiling) * (bottom - top);
  return markup`<figure class="panel">
<figcaption><b>${view.title}</b> ${view.change === undefined ? '' : markup`<span>${percentWithInterval(view.change.before)} → ${percentWithInterval(view.change.after)}</span>`}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}">
<title id="${id}">${view.verb}, ${view.title}: ${points.length} points from ${percent(points[0]?.interval.estimate ?? 0)} to ${percent(points.at(-1)?.interval.estimate ?? 0)}</title>
<g class="grid">${[0, ceiling / 2, ceiling].map((rate) => markup`<path d="M${left} ${coordinate(y(rate))}H${right}"/><text x="${left - 5}" y="${coordinate(y(rate) + 4)}" text-anchor="end">${tick(rate)}</text>`)}</g>
${model.epochs.map(({ from, judgedFrom }) => judgedFrom > from && markup`<rect class="learning" x="${coordinate(x(from))}" y="${top}" width="${coordinate(x(judgedFrom) - x(from))}" height="${bottom - top}"/>`)}
${model.incidents.map(({ since }) => since !== undefined && markup`<path class="began-line" d="M${coordinate(x(since.index))} ${top}V${bottom}"/>`)}
${points.map((point) => mark(model, point, x, y))}
<g class="axis"><text x="${left}" y="${height - 8}">${ends(model)[0]}</text><text x="${right}" y="${height - 8}" text-anchor="end">${ends(model)[1]}</text></g>
</svg></figure>`;
}

interface RatePoint {
  readonly bucket: Bucket;
  readonly count: number;
  readonly draws: number;
  readonly interval: ReturnType<typeof exactInterval>;
}

function ratePoints(model: ReportModel, { points }: RateView): RatePoint[] {
  const { draws } = pool(points);
  const most = Math.max(2, Math.min(mostPoints, Math.floor(draws / drawsPerPoint)));
  return bucketRuns(model.runs.length, most, boundaries(model)).flatMap((bucket) => {
    const counts = pool(inBucket(points, bucket));
    return counts.draws === 0 ? [] : [{ bucket, ...counts, interval: exactInterval(counts.count, counts.draws) }];
  });
}

function mark(model: ReportModel, point: RatePoint, x: (i: number) => number, y: (rate: number) => number): Markup {
  const { bucket, interval, count, draws } = point;
  const at = coordinate(x((bucket.from + bucket.to + 1) / 2));
  const changed = model.incidents.some(({ since, last }) => since && bucket.from >= since.index && bucket.from <= last);
  const from = model.runs[bucket.from]?.at ?? '';
  return markup`<g class="rate${changed && ' changed'}"><title>from ${utcShort(from)} UTC: ${count} of ${draws}, ${percentWithInterval(interval)}</title><path d="M${at} ${coordinate(y(interval.low))}V${coordinate(y(interval.high))}"/><circle cx="${at}" cy="${coordinate(y(interval.estimate))}" r="3"/></g>`;
}

/** A top of the scale that a person would choose, at least 10 %. */
function niceCeiling(values: readonly number[]): number {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return [0.1, 0.2, 0.4, 0.6, 0.8, 1].find((ceiling) => ceiling >= most) ?? 1;
}

function tick(rate: number): string {
  return `${Math.round(rate * 100)} %`;
}

function ends({ runs }: ReportModel): [string, string] {
  return [utcShort(runs[0]?.at ?? 0), utcShort(runs.at(-1)?.at ?? 0)];
}
