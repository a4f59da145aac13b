import { type Bucket, inBucket } from '../model/buckets.ts';
import { explainedChange } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { GoldenSeries } from '../model/report-series.ts';
import { plural } from '../words/format.ts';
import { cutEnd } from '../words/printable.ts';
import { goldenName } from '../words/rate-words.ts';
import { changeMarks } from './backdrop.ts';
import { coordinate, type Frame, frameOf, timeAxis } from './frame.ts';
import { type Markup, markup } from './markup.ts';

const [top, row] = [28, 16];

/** More rows are a wall; the most moved ones are shown. */
const mostRows = 40;

/** Lower ends of the shades, in standard deviations of the baseline's run-to-run spread. */
export const shades = [0, 1, 2, 3, 5];

/** Golden by run: how far each golden's answers were from usual, most moved golden first. */
export function goldenStrip(model: ReportModel): Markup {
  const rows = rankGoldens(model).slice(0, mostRows);
  const frame = frameOf(model);
  const bottom = top + rows.length * row;
  return markup`<svg class="plot" viewBox="0 0 ${frame.width} ${bottom + 30}" role="img" aria-labelledby="strip-title strip-desc">
<title id="strip-title">How far each golden was from usual, run by run</title>
<desc id="strip-desc">${plural(rows.length, 'golden')}, most moved first; darker is further from usual.</desc>
${rows.map((series, i) => goldenRow(series, frame, top + i * row))}
${epochLines(model, frame, bottom)}
${changeMarks(model, frame, top, bottom)}
${timeAxis(model, frame, bottom)}
</svg>`;
}

/** What the shades mean. */
export function goldenLegend(): Markup {
  return markup`<ul class="legend">${shades.map((low, i) => markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="h${i}" width="24" height="12"/></svg>${shadeWords(i, low)}</li>`)}<li>standard deviations of the baseline</li></ul>`;
}

/** How many goldens the strip leaves out. */
export function hiddenGoldens({ goldens }: ReportModel): number {
  return Math.max(0, goldens.length - mostRows);
}

function shadeWords(i: number, low: number): string {
  const next = shades[i + 1];
  if (next === undefined) return `${low} and more`;
  return i === 0 ? `under ${next}` : `${low} to ${next}`;
}

/** By the explanation where there is one, else by the strangest newest runs. */
function rankGoldens(model: ReportModel): GoldenSeries[] {
  const order = new Map(explainedChange(model)?.goldens.map(({ golden }, i) => [golden, i]));
  const recent = ({ points }: GoldenSeries) => points.slice(-10).reduce<number>((sum, score) => sum + (score ?? 0), 0);
  const rank = ({ golden }: GoldenSeries) => order.get(golden) ?? order.size;
  return [...model.goldens].sort((a, b) => rank(a) - rank(b) || recent(b) - recent(a));
}

/** One path a shade, so that a long history stays a small file. */
function goldenRow({ golden, points }: GoldenSeries, frame: Frame, y: number): Markup {
  const cells = shades.map(() => '');
  for (const { from, to, shade } of runsOfShade(points, frame.buckets)) {
    const [x, end] = [frame.edge(from), frame.edge(to + 1)];
    cells[shade] += `M${coordinate(x)} ${y}H${coordinate(end)}v${row - 2}H${coordinate(x)}z`;
  }
  const name = goldenName(golden);
  return markup`<g><title>${name}</title><text class="row-label" x="${frame.left - 8}" y="${y + row - 4}" text-anchor="end">${cutEnd(name, 21)}</text>${cells.map((path, i) => path !== '' && markup`<path class="h${i}" d="${path}"/>`)}</g>`;
}

/** Neighbouring columns of one shade, as one; a column of several runs has the shade of their mean. */
function runsOfShade(points: GoldenSeries['points'], buckets: readonly Bucket[]): (Bucket & { shade: number })[] {
  const cells: { from: number; to: number; shade: number }[] = [];
  for (const bucket of buckets) {
    const scores = inBucket(points, bucket).filter((score) => score !== undefined);
    if (scores.length === 0) continue;
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const shade = Math.max(
      0,
      shades.findLastIndex((low) => mean >= low),
    );
    const before = cells.at(-1);
    if (before !== undefined && before.shade === shade && before.to + 1 === bucket.from) before.to = bucket.to;
    else cells.push({ from: bucket.from, to: bucket.to, shade });
  }
  return cells;
}

function epochLines(model: ReportModel, frame: Frame, bottom: number): Markup[] {
  return model.epochs
    .filter(({ from, to }) => to >= from)
    .map(({ from }) => markup`<path class="epoch-line" d="M${coordinate(frame.edge(from))} ${top}V${bottom}"/>`);
}
