import type { Condition } from '../../domain/verdict/condition.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { ChangePeriod, EpochSpan } from '../model/report-spans.ts';
import { conditionName, conditionTime } from '../words/condition-words.ts';
import { utcTime } from '../words/time.ts';
import { coordinate, type Frame } from './frame.ts';
import { type Markup, markup } from './markup.ts';

/** What stands behind a plot: epochs, learning periods, incidents, and what kept the endpoint from being watched. */
export function backdrop(model: ReportModel, frame: Frame, top: number, bottom: number): Markup {
  const height = bottom - top;
  return markup`<g>
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>
${model.epochs.map((span) => epochBand(span, frame, top, height))}
${model.incidents.map((period) => incidentBand(period, frame, top, height))}
${model.conditions.map((condition) => conditionBar(condition, model, frame, top))}
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
  return epoch === 1 || width < 130 ? `epoch ${epoch}` : `epoch ${epoch}, accepted`;
}

function incidentBand({ incident, opened, last }: ChangePeriod, frame: Frame, top: number, height: number): Markup {
  const x = frame.edge(opened);
  const width = frame.edge(last + 1) - x;
  const words = `incident ${incident.status}, opened ${utcTime(incident.openedAt)}`;
  return markup`<g><title>${words}</title><rect class="incident" x="${coordinate(x)}" y="${top}" width="${coordinate(width)}" height="${height}"/></g>`;
}

/** A bar above the runs that a condition covers; silence has none, and is drawn as the gap that it is. */
function conditionBar(condition: Condition, { runs }: ReportModel, frame: Frame, top: number): Markup | undefined {
  const [begin, end] = [condition.since, condition.resolvedAt ?? '9999'].map(Date.parse) as [number, number];
  const covered = (at: string) => Date.parse(at) >= begin && Date.parse(at) < end;
  const from = runs.findIndex(({ at }) => covered(at));
  if (condition.kind === 'silent' || from < 0) return undefined;
  const x = frame.edge(from);
  const width = frame.edge(runs.findLastIndex(({ at }) => covered(at)) + 1) - x;
  return markup`<g><title>${conditionName(condition)} ${conditionTime(condition)}</title><rect class="unwatched" x="${coordinate(x)}" y="${top}" width="${coordinate(width)}" height="5"/></g>`;
}

/**
 * Where each change began, to be drawn over the rest: a line at the likeliest run, a bar at the foot over all runs that
 * fit, and its name above the plot.
 */
export function changeMarks(model: ReportModel, frame: Frame, top: number, bottom: number): Markup[] {
  return model.incidents.flatMap(({ since }) => {
    if (since === undefined) return [];
    const [from, to, at] = [frame.edge(since.earliest), frame.edge(since.latest + 1), frame.edge(since.index)];
    const anchor = at > frame.left + 150 ? 'end' : 'start';
    return [
      markup`<g class="began"><title>the change most likely began here; the bar covers the runs that fit</title><path class="began-line" d="M${coordinate(at)} ${top - 8}V${bottom}"/><rect x="${coordinate(from)}" y="${bottom - 4}" width="${coordinate(to - from)}" height="4"/><text x="${coordinate(at + (anchor === 'end' ? 4 : -4))}" y="${top - 12}" text-anchor="${anchor}">change began</text></g>`,
    ];
  });
}
