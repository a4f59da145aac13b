import { type Bucket, bucketRuns } from '../model/buckets.ts';
import type { Outline } from '../model/outline.ts';
import { count, multiple } from '../words/format.ts';
import { utcDate } from '../words/time.ts';
import { coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';

const [width, height] = [960, 48];
const mostColumns = 480;
/** Evidence from a thousandth of the threshold to a hundred times it. */
const [least, most] = [Math.log(1e-3), Math.log(100)];

/** What a strip is drawn from: a whole history, or its outline. */
interface StripHistory {
  readonly runs: readonly Pick<Outline['runs'][number], 'at' | 'logRatio'>[];
  readonly incidents: readonly Pick<Outline['incidents'][number], 'opened' | 'last'>[];
  /** Whether there is more before it. */
  readonly isCut?: boolean;
}

/** The runs that are shown in detail, as indices, both ends included. */
type Shown = Pick<Outline, 'from' | 'to'>;

/** The whole history as one strip: the strongest evidence of each column, incidents, and the part that the plot below shows. */
export function overviewStrip({ runs, incidents, isCut = false }: StripHistory, { from, to }: Shown): Markup {
  const x = (index: number) => (index / runs.length) * width;
  const y = (ratio: number) => height - ((Math.max(least, Math.min(most, ratio)) - least) / (most - least)) * height;
  const first = runs[0]?.at ?? 0;
  const last = runs.at(-1)?.at ?? 0;
  return markup`<figure class="overview"><svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-labelledby="overview-title">
<title id="overview-title">${isCut ? 'The newest' : 'The whole history of'} ${count(runs.length)} runs; the part that is shown below is marked</title>
${incidents.map(({ opened, last: end }) => markup`<rect class="incident" x="${coordinate(x(opened))}" y="0" width="${coordinate(Math.max(2, x(end + 1) - x(opened)))}" height="${height}"/>`)}
<path class="overview-evidence" d="${columns(runs.length)
    .map((bucket) => column(runs, bucket, x, y))
    .join('')}"/>
<path class="threshold" d="M0 ${coordinate(y(0))}H${width}"/>
<rect class="overview-window" x="${coordinate(x(from))}" y="0.75" width="${coordinate(x(to + 1) - x(from))}" height="${height - 1.5}"/>
</svg><figcaption><span>${utcDate(first)}</span><span>${isCut ? 'the newest' : 'all'} ${count(runs.length)} runs; the box is shown below; dashed: alarm threshold</span><span>${utcDate(last)}</span></figcaption></figure>`;
}

function columns(runs: number): Bucket[] {
  return bucketRuns(runs, mostColumns);
}

function column(
  runs: StripHistory['runs'],
  { from, to }: Bucket,
  x: (index: number) => number,
  y: (ratio: number) => number,
): string {
  const ratios = runs.slice(from, to + 1).flatMap(({ logRatio }) => (logRatio === null ? [] : [logRatio]));
  if (ratios.length === 0) return '';
  return `M${coordinate(x(from))} ${height}V${coordinate(y(Math.max(...ratios)))}H${coordinate(x(to + 1))}V${height}z`;
}

/** What an overview is, for those that do not see it. */
export function overviewWords({ runs, isCut = false }: Omit<StripHistory, 'incidents'>, { from, to }: Shown): string {
  const strongest = runs.reduce<number | null>(
    (a, { logRatio }) => (logRatio === null ? a : Math.max(a ?? logRatio, logRatio)),
    null,
  );
  return `Shown are runs ${count(from + 1)} to ${count(to + 1)} of ${isCut ? 'the newest ' : ''}${count(runs.length)}, at their strongest ${multiple(strongest)} the threshold in all.`;
}
