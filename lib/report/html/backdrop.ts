import type { ReportModel } from '../report-model.ts';
import type { ChangePeriod, EpochSpan } from '../report-spans.ts';
import { utcTime } from '../time.ts';
import { coordinate, type Frame } from './frame.ts';
import { type Markup, markup } from './markup.ts';

/** What stands behind a plot: epochs, learning periods, incidents, and where a change began. */
export function backdrop(model: ReportModel, frame: Frame, top: number, bottom: number): Markup {
  const height = bottom - top;
  return markup`<g>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>
${model.epochs.map((span) => epochBand(span, frame, top, height))}
${model.incidents.map((period) => incidentBand(period, frame, top, bottom))}
</g>`;
}

function epochBand(span: EpochSpan, frame: Frame, top: number, height: number): Markup | undefined {
  const { epoch, from, to, judgedFrom } = span;
  if (to < from) return undefined;
  const [x, end, judged] = [frame.edge(from), frame.edge(to + 1), frame.edge(judgedFrom)];
  const words = `epoch ${epoch.number}, since ${utcTime(epoch.startedAt)}, begun by ${epoch.by}: ${epoch.why}`;
  const rect = (name: string, x1: number, x2: number) =>
    x2 > x1 &&
    markup`<rect class="${name}" x="${coordinate(x1)}" y="${top}" width="${coordinate(x2 - x1)}" height="${height}"/>`;
  return markup`<g><title>${words}</title>${rect('learning', x, judged)}<path class="epoch-line" d="M${coordinate(x)} ${top - 24}V${top + height}"/><text class="epoch-label" x="${coordinate(x + 6)}" y="${top - 12}">${label(epoch.number, end - x)}</text></g>`;
}

function label(epoch: number, width: number): string {
  if (width < 60) return String(epoch);
  return epoch === 1 ? 'epoch 1' : `epoch ${epoch}, accepted`;
}

function incidentBand(period: ChangePeriod, frame: Frame, top: number, bottom: number): Markup {
  const { incident, opened, last, since } = period;
  const x = frame.edge(opened);
  const width = frame.edge(last + 1) - x;
  const words = `incident ${incident.status}, opened ${utcTime(incident.openedAt)}`;
  return markup`<g><title>${words}</title><rect class="incident" x="${coordinate(x)}" y="${top}" width="${coordinate(width)}" height="${bottom - top}"/></g>${since !== undefined && began(since, frame, top, bottom)}`;
}

/** A line at the likeliest run, a bar over all runs that fit, and its name above the plot, away from the lines. */
function began(since: NonNullable<ChangePeriod['since']>, frame: Frame, top: number, bottom: number): Markup {
  const [from, to] = [frame.edge(since.earliest), frame.edge(since.latest + 1)];
  const x = coordinate(frame.edge(since.index));
  return markup`<g class="began"><title>the change most likely began here; the bar covers the runs that fit</title><path class="began-line" d="M${x} ${top}V${bottom}"/><rect x="${coordinate(from)}" y="${bottom - 4}" width="${coordinate(to - from)}" height="4"/><text x="${coordinate(frame.edge(since.index) - 6)}" y="${top + 14}" text-anchor="end">change began</text></g>`;
}
