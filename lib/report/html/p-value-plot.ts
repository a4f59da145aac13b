import type { ChannelSeries, ReportModel } from '../model/report-model.ts';
import { plural } from '../words/format.ts';
import { coordinate } from './frame.ts';
import { type Markup, markup } from './markup.ts';

const bins = 10;
const [width, height, base] = [300, 110, 88];

/** The ranks of one channel's quiet runs: flat while the assumption behind the promise holds. */
export function pValuePlot(model: ReportModel, series: ChannelSeries, i: number): Markup | undefined {
  const values = quietRanks(model, series);
  if (values.length < 20) return undefined;
  const counts = new Array<number>(bins).fill(0);
  for (const p of values) {
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(...counts, (2 * values.length) / bins);
  const step = (width - 16) / bins;
  const expected = coordinate(base - (values.length / bins / most) * (base - 10));
  return markup`<figure class="panel"><figcaption><b>${series.channel}</b> <span>ranks of ${plural(values.length, 'quiet run')}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="ranks-${i}"><title id="ranks-${i}">Histogram of p-values of ${series.channel}: ${counts.join(', ')} runs in ten equal bins from 0 to 1</title>
${counts.map((count, bin) => {
  const y = base - (count / most) * (base - 10);
  return markup`<rect class="bar" x="${coordinate(8 + bin * step + 1)}" y="${coordinate(y)}" width="${coordinate(step - 2)}" height="${coordinate(base - y)}"><title>p ${(bin / bins).toFixed(1)} to ${((bin + 1) / bins).toFixed(1)}: ${plural(count, 'run')}</title></rect>`;
})}
<path class="began-line" d="M8 ${expected}H${width - 8}"/>
<g class="axis"><path d="M8 ${base}H${width - 8}"/><text x="8" y="${height - 6}">0</text><text x="${width / 2}" y="${height - 6}" text-anchor="middle">p-value</text><text x="${width - 8}" y="${height - 6}" text-anchor="end">1</text></g>
</svg></figure>`;
}

/** Ranks of the epoch that is watched now, less the runs since a change began. */
function quietRanks(model: ReportModel, { points }: ChannelSeries): number[] {
  return points.flatMap((point, i) => {
    const run = model.runs[i];
    const changed = model.incidents.some(({ since, opened, last }) => i >= (since?.earliest ?? opened) && i <= last);
    return point === undefined || changed || run?.epoch !== model.state.epoch || point.logStatistic === null
      ? []
      : [point.pValue];
  });
}
