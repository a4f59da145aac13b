import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Explanation, ShiftTimeline } from '../../domain/verdict/explanation.ts';
import { type Bucket, bucketRuns, inBucket } from '../model/buckets.ts';
import { explainedChange } from '../model/rate-views.ts';
import type { ReportModel } from '../model/report-model.ts';
import { plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { goldenAnchor } from './anchors.ts';
import { mostGoldens } from './change-sections.ts';
import { type Markup, markup } from './markup.ts';

/** More rows are a wall; the most moved ones are shown. */
const mostRows = 40;
const mostColumns = 160;

/** One row of a heat map: a golden, the shade of each column, and the numbers behind it. */
interface HeatRow {
  readonly golden: string;
  /** Undefined where there is nothing to show. */
  readonly shades: readonly (number | undefined)[];
  readonly note: string;
  /** The id of what else the page says of it. */
  readonly more?: string;
}

interface HeatMap {
  readonly rows: readonly HeatRow[];
  readonly from: string;
  readonly to: string;
  /** The column in which the change began, and when. */
  readonly began?: { readonly column: number; readonly at: string };
}

/** Lower ends of the shades: of a percentage of answers, and of standard deviations. */
const percentShades = [0, 10, 25, 50, 75];
const scoreShades = [0, 1, 2, 3, 5];

/**
 * Golden by run. Where a change is known: what share of the answers to each golden are of the kind that became likelier, which
 * differs before and since by the golden's effect. Else how far each golden was from usual. Names stand in a column of their
 * own, or above their rows on a narrow screen. Nothing where neither is known.
 */
export function goldenHeat(model: ReportModel): Markup | undefined {
  const explanation = explainedChange(model);
  const { timeline, since } = explanation ?? {};
  if (timeline !== undefined && since !== undefined && timeline.goldens.length > 0)
    return markup`<h3>Golden by golden, around the change</h3>
<p class="muted">Which share of the answers to each golden are of the kind that became likelier with the change, run by run: learned from other runs than those that are shown. A row that is as dark before as since has not moved. At the right its average before → since.</p>
${legend(percentShades.map((low, i) => range(low, percentShades[i + 1], ' %')))}
${heatMap(changeMap(explanation as Explanation, timeline, model))}`;
  const map = scoreMap(model);
  if (map.rows.length === 0) return undefined;
  const hidden = model.goldens.length - map.rows.length;
  return markup`<h3>Golden by golden</h3>
<p class="muted">How far the answers to each golden were from usual, in standard deviations of the runs; what is closer than usual counts as usual. Neighbouring runs of one column are taken together.${hidden > 0 && ` ${plural(hidden, 'golden')} more are left out.`}</p>
${legend(scoreShades.map((low, i) => range(low, scoreShades[i + 1], '')))}
${heatMap(map)}`;
}

function changeMap({ since, goldens }: Explanation, timeline: ShiftTimeline, model: ReportModel): HeatMap {
  const column = timeline.runs.indexOf(since.run);
  const at = (run: string | undefined) => model.runs.find((one) => one.run === run)?.at ?? since.at;
  return {
    from: at(timeline.runs[0]),
    to: at(timeline.runs.at(-1)),
    ...(column > 0 ? { began: { column, at: since.at } } : {}),
    rows: timeline.goldens.map(({ golden, percents }) => {
      const place = goldens.findIndex((one) => one.golden === golden);
      return {
        golden,
        shades: percents.map((percent) => (percent < 0 ? undefined : shadeOf(percent, percentShades))),
        note: column > 0 ? `${average(percents.slice(0, column))} → ${average(percents.slice(column))} %` : '',
        ...(place >= 0 && place < mostGoldens ? { more: goldenAnchor(place) } : {}),
      };
    }),
  };
}

function average(percents: readonly number[]): number {
  const there = percents.filter((percent) => percent >= 0);
  return there.length === 0 ? 0 : Math.round(there.reduce((sum, percent) => sum + percent, 0) / there.length);
}

function scoreMap({ goldens, runs }: ReportModel): HeatMap {
  const buckets = bucketRuns(runs.length, mostColumns);
  const recent = (points: readonly (number | undefined)[]) =>
    poolBucket(points, { from: points.length - 10, to: points.length - 1 }) ?? 0;
  const rows = [...goldens]
    .sort((a, b) => recent(b.points) - recent(a.points))
    .slice(0, mostRows)
    .map(({ golden, points }) => ({
      golden,
      shades: buckets.map((bucket) => {
        const score = poolBucket(points, bucket);
        return score === undefined ? undefined : shadeOf(score, scoreShades);
      }),
      note: '',
    }));
  return { rows, from: runs[0]?.at ?? '', to: runs.at(-1)?.at ?? '' };
}

/** Scores of several runs as one, of the same spread while nothing changes: their sum over the root of their number. */
function poolBucket(points: readonly (number | undefined)[], bucket: Bucket): number | undefined {
  const scores = inBucket(points, { ...bucket, from: Math.max(0, bucket.from) }).filter((score) => score !== undefined);
  if (scores.length === 0) return undefined;
  return Math.max(0, scores.reduce((sum, score) => sum + score, 0) / Math.sqrt(scores.length));
}

function shadeOf(value: number, lows: readonly number[]): number {
  return Math.max(
    0,
    lows.findLastIndex((low) => value >= low),
  );
}

function range(low: number, next: number | undefined, unit: string): string {
  if (next === undefined) return `${low}${unit} and more`;
  return low === 0 ? `under ${next}${unit}` : `${low} to ${next}${unit}`;
}

function legend(words: readonly string[]): Markup {
  return markup`<ul class="legend">${words.map((text, i) => markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="h${i}" width="24" height="12"/></svg>${text}</li>`)}</ul>`;
}

function heatMap({ rows, from, to, began }: HeatMap): Markup {
  return markup`<div class="heat">
${rows.map((row) => heatRow(row, began?.column))}
<div class="heat-axis"><span class="heat-times"><span>${utcTime(from)}</span>${began !== undefined && markup`<span>│ change began ${utcTime(began.at)}</span>`}<span>${utcTime(to)}</span></span></div>
</div>`;
}

/** One path a shade, so that many runs stay a small file. */
function heatRow({ golden, shades, note, more }: HeatRow, began: number | undefined): Markup {
  const name = printable(goldenName(golden));
  const paths = percentShades.map(() => '');
  for (const { from, to, shade } of runsOf(shades)) paths[shade] += `M${from} 0H${to + 1}V10H${from}z`;
  return markup`<div class="heat-row">${more === undefined ? markup`<span class="heat-name" title="${name}">${name}</span>` : markup`<a class="heat-name" href="#${more}" title="${name}">${name}</a>`}<svg viewBox="0 0 ${shades.length} 10" preserveAspectRatio="none" role="img" aria-label="${name}, run by run ${note}">${paths.map((path, i) => path !== '' && markup`<path class="h${i}" d="${path}"/>`)}${began !== undefined && markup`<path class="heat-line" d="M${began} 0V10"/>`}</svg><span class="heat-note">${note}</span></div>`;
}

/** Neighbouring columns of one shade, as one. */
function runsOf(shades: HeatRow['shades']): { from: number; to: number; shade: number }[] {
  const cells: { from: number; to: number; shade: number }[] = [];
  shades.forEach((shade, i) => {
    const before = cells.at(-1);
    if (shade === undefined) return;
    if (before !== undefined && before.shade === shade && before.to + 1 === i) before.to = i;
    else cells.push({ from: i, to: i, shade });
  });
  return cells;
}
