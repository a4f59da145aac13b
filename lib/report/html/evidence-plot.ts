import { type Bucket, inBucket } from '../model/buckets.ts';
import type { ChannelSeries, ReportModel } from '../model/report-model.ts';
import { isCarriedOn } from '../model/report-run.ts';
import { multipleShort, plural, pValue } from '../words/format.ts';
import { utcShort, utcTime } from '../words/time.ts';
import { verdictWord } from '../words/verdict-words.ts';
import { backdrop, changeMarks } from './backdrop.ts';
import { coordinate, type Frame, frameOf, silences, timeAxis } from './frame.ts';
import { type Markup, markup } from './markup.ts';

const [top, bottom, height] = [44, 300, 344];

/** The evidence of every channel over the runs, in multiples of its alarm threshold, on a log scale. */
export function evidencePlot(model: ReportModel): Markup {
  const frame = frameOf(model);
  const { left } = frame;
  const scale = evidenceScale(model);
  const threshold = coordinate(scale.y(0));
  return markup`<svg class="plot" viewBox="0 0 ${frame.width} ${height}" role="img" aria-labelledby="evidence-title evidence-desc">
<title id="evidence-title">Evidence of a change over ${plural(model.runs.length, 'run')}</title>
<desc id="evidence-desc">${description(model)}</desc>
${backdrop(model, frame, top, bottom)}
${scale.ticks.map(({ y, label }) => markup`<g class="grid"><path d="M${left} ${coordinate(y)}H${frame.width - frame.right}"/><text x="${left - 8}" y="${coordinate(y + 4)}" text-anchor="end">${label}</text></g>`)}
${silences(model, frame, top, bottom)}
<path class="threshold" d="M${left} ${threshold}H${frame.width - frame.right}"/>
<text class="threshold-label" x="${left + 6}" y="${coordinate(scale.y(0) - 6)}">alarm threshold</text>
${model.channels.map((channel, i) => channelLine(model, channel, i, frame, scale.y))}
${notCounted(model, frame)}
${model.channels.map((channel) => alarmMarks(model, channel, frame, scale.y))}
${changeMarks(model, frame, top, bottom)}
${hoverColumns(model, frame)}
${timeAxis(model, frame, bottom)}
</svg>`;
}

/** What the lines are, to stand above the plot. */
export function evidenceLegend(model: ReportModel): Markup {
  return markup`<ul class="legend">
${model.channels.map(({ channel }, i) => markup`<li><svg viewBox="0 0 24 8" aria-hidden="true"><path class="series s${i % seriesStyles}" d="M0 4H24"/></svg>${channel}</li>`)}
${model.runs.some(({ alarms }) => alarms.length > 0) && markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><path class="alarm-mark" d="M12 1l5 5-5 5-5-5z"/></svg>alarm</li>`}
<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="learning" width="24" height="12"/></svg>learning</li>
${model.incidents.length > 0 && markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="incident" width="24" height="12"/></svg>incident</li>`}
${model.conditions.some(({ kind }) => kind !== 'silent') && markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="unwatched" width="24" height="5"/></svg>not watched</li>`}
${model.runs.some(({ judgement }) => judgement?.evidence.counted === false) && markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><path class="lost" d="M12 6m-3 -3l6 6m0 -6l-6 6"/></svg>run did not count</li>`}
${silences(model, frameOf(model), 0, 0).length > 0 && markup`<li><svg viewBox="0 0 24 12" aria-hidden="true"><path class="silence" d="M12 0V12"/></svg>monitor was silent</li>`}
</ul>`;
}

/** Line styles of the style sheet; channels beyond that share them. */
const seriesStyles = 4;

interface EvidenceScale {
  /** From log (statistic / threshold). */
  readonly y: (logRatio: number) => number;
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
}

function evidenceScale(model: ReportModel): EvidenceScale {
  const ratios = model.channels.flatMap(({ points }) => points.flatMap((point) => logRatio(point) ?? []));
  const decade = Math.log(10);
  const most = ratios.reduce((a, b) => Math.max(a, b), 0.8 * decade);
  const least = ratios.reduce((a, b) => Math.min(a, b), -3 * decade);
  const [high, low] = [Math.min(most, 12 * decade) + 0.4 * decade, Math.max(least, -8 * decade) - 0.4 * decade];
  const y = (value: number) => bottom - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (bottom - top);
  const step = (high - low) / decade > 9 ? 2 : 1;
  const ticks: { y: number; label: string }[] = [];
  for (let d = Math.ceil(low / decade / step) * step; d * decade <= high; d += step)
    ticks.push({ y: y(d * decade), label: d === 0 ? '1' : multipleShort(d * decade) });
  return { y, ticks };
}

function logRatio(point: ChannelSeries['points'][number]): number | undefined {
  return point === undefined || point.logStatistic === null ? undefined : point.logStatistic - point.logThreshold;
}

/** The strongest run of each column; columns without evidence, or with an alarm that only goes on, break the line. */
function channelLine(
  model: ReportModel,
  series: ChannelSeries,
  i: number,
  frame: Frame,
  y: (logRatio: number) => number,
): Markup {
  const lines: string[][] = [[]];
  for (const bucket of frame.buckets) {
    const strongest = inBucket(model.runs, bucket).every(isCarriedOn) ? undefined : strongestOf(series, bucket);
    if (strongest === undefined) lines.push([]);
    else lines.at(-1)?.push(`${coordinate(frame.middle(bucket))},${coordinate(y(strongest))}`);
  }
  return markup`<g class="series s${i % seriesStyles}">${lines
    .filter((points) => points.length > 0)
    .map((points) => markup`<polyline points="${points.join(' ')}"/>`)}</g>`;
}

function strongestOf({ points }: ChannelSeries, bucket: Bucket): number | undefined {
  const ratios = inBucket(points, bucket).flatMap((point) => logRatio(point) ?? []);
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** A cross at the foot for every column in which a run did not count. */
function notCounted(model: ReportModel, frame: Frame): Markup[] {
  return frame.buckets.flatMap((bucket) => {
    const lost = inBucket(model.runs, bucket).filter(({ judgement }) => judgement?.evidence.counted === false);
    if (lost.length === 0) return [];
    const x = coordinate(frame.middle(bucket));
    return [
      markup`<path class="lost" d="M${x} ${bottom - 8}m-3 -3l6 6m0 -6l-6 6"><title>${plural(lost.length, 'run')} did not count: too few answers</title></path>`,
    ];
  });
}

/** Alarms can be reached with the keyboard; the first of an incident is named. */
function alarmMarks(
  model: ReportModel,
  series: ChannelSeries,
  frame: Frame,
  y: (logRatio: number) => number,
): Markup[] {
  const opened = new Set(model.incidents.map((period) => period.opened));
  return frame.buckets.flatMap((bucket) => {
    const index = inBucket(model.runs, bucket).findIndex(({ alarms }) => alarms.includes(series.channel));
    const run = model.runs[bucket.from + index];
    const strongest = strongestOf(series, bucket);
    if (index < 0 || run === undefined || strongest === undefined) return [];
    const [x, at] = [frame.middle(bucket), y(strongest)];
    const words = `alarm (${series.channel}), ${utcTime(run.at)}: ${multipleShort(strongest)} the threshold`;
    const named = opened.has(bucket.from + index) && run.alarms[0] === series.channel;
    return [
      markup`<g class="alarm" tabindex="0" role="img" aria-label="${words}"><title>${words}</title><path class="alarm-mark" d="M${coordinate(x)} ${coordinate(at - 6)}l6 6-6 6-6-6z"/>${named && markup`<text class="alarm-label" x="${coordinate(x - 10)}" y="${coordinate(at + 4)}" text-anchor="end">alarm ${utcShort(run.at)}</text>`}</g>`,
    ];
  });
}

/** Invisible columns that tell what is under the pointer. */
function hoverColumns(model: ReportModel, frame: Frame): Markup[] {
  return frame.buckets.map((bucket) => {
    const x = frame.edge(bucket.from);
    const width = frame.edge(bucket.to + 1) - x;
    return markup`<rect class="hover" x="${coordinate(x)}" y="${top}" width="${coordinate(width)}" height="${bottom - top}"><title>${columnWords(model, bucket)}</title></rect>`;
  });
}

function columnWords(model: ReportModel, bucket: Bucket): string {
  const [first, last] = [model.runs[bucket.from], model.runs[bucket.to]];
  if (first === undefined || last === undefined) return '';
  const evidence = model.channels.flatMap((channel) => {
    const ratio = strongestOf(channel, bucket);
    const p = bucket.from === bucket.to ? `, p ${pValue(channel.points[bucket.from]?.pValue)}` : '';
    return ratio === undefined ? [] : [`${channel.channel} ${multipleShort(ratio)}${p}`];
  });
  const head =
    bucket.from === bucket.to
      ? `${utcTime(first.at)}\n${first.judgement === undefined ? 'not judged' : verdictWord(first.judgement)}`
      : `${utcTime(first.at)} to ${utcTime(last.at)}\nthe strongest of ${plural(bucket.to - bucket.from + 1, 'run')}`;
  return [head, ...evidence].join('\n');
}

function description(model: ReportModel): string {
  const alarms = model.runs.filter((run) => run.alarms.length > 0);
  const last = model.runs.findLast((run) => run.logRatio !== null);
  const now = last === undefined ? 'no evidence yet' : `now at ${multipleShort(last.logRatio)} of the threshold`;
  const first = alarms[0];
  const told =
    first === undefined
      ? 'no alarm'
      : `${plural(alarms.length, 'run')} with an alarm, the first at ${utcTime(first.at)}`;
  return `Multiples of the alarm threshold on a log scale, one line a channel; ${told}; ${now}. The table of runs has the numbers.`;
}
