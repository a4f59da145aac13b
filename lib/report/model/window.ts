import type { Outline } from './outline.ts';
import type { ReportModel } from './report-model.ts';
import type { ChangePeriod, EpochSpan } from './report-spans.ts';

/** Runs that a plot shows one by one: so many before a change and in all; a history that is little longer is shown whole. */
const shown = { before: 60, runs: 160, whole: 200 };

/** The runs that plots show in detail, both ends included, and a model of nothing but them. */
export interface ReportWindow {
  readonly from: number;
  readonly to: number;
  readonly model: ReportModel;
}

/**
 * The window that a report looks at: around the newest change, or the newest runs where there was none. `undefined` where the
 * whole history is short enough to be seen at once.
 *
 * @param length runs of the whole history.
 * @param began where the newest change began, as an index; undefined where there was none.
 */
export function windowBounds(length: number, began: number | undefined): Pick<Outline, 'from' | 'to'> | undefined {
  if (length <= shown.whole) return undefined;
  const last = length - shown.runs;
  const from = Math.max(0, Math.min(last, began === undefined ? last : began - shown.before));
  return { from, to: from + shown.runs - 1 };
}

/** The window of a model, and what a plot draws of it. */
export function windowOf(model: ReportModel): ReportWindow | undefined {
  const { outline, runs } = model;
  if (outline !== undefined) return outlinedWindow(model, outline);
  const newest = model.incidents.at(-1);
  const bounds = windowBounds(runs.length, newest?.since?.index ?? newest?.opened);
  return bounds && { ...bounds, model: slice(model, bounds.from, bounds.to) };
}

/** The runs of a window are together among those that were read, with runs that were not judged between them. */
function outlinedWindow(model: ReportModel, { runs, from, to }: Outline): ReportWindow {
  const [began, ended] = [runs[from], runs[to]].map((run) => Date.parse(run?.at ?? '')) as [number, number];
  const isIn = ({ at }: { readonly at: string }) => Date.parse(at) >= began && Date.parse(at) <= ended;
  return { from, to, model: slice(model, model.runs.findIndex(isIn), model.runs.findLastIndex(isIn)) };
}

/** The model of some of its runs: series are cut, spans are moved and cut, what is outside is left out. */
function slice(model: ReportModel, from: number, to: number): ReportModel {
  const cut = <T>(points: readonly T[]) => points.slice(from, to + 1);
  return {
    ...model,
    runs: cut(model.runs),
    channels: model.channels.map((series) => ({ ...series, points: cut(series.points) })),
    rates: model.rates.map((series) => ({ ...series, points: cut(series.points) })),
    goldens: model.goldens.map((series) => ({ ...series, points: cut(series.points) })),
    epochs: model.epochs.flatMap((span) => epochIn(span, from, to)),
    incidents: model.incidents.flatMap((period) => periodIn(period, from, to)),
  };
}

function epochIn(span: EpochSpan, from: number, to: number): EpochSpan[] {
  if (span.to < from || span.from > to || span.to < span.from) return [];
  const place = (index: number) => Math.max(0, Math.min(to + 1, index) - from);
  return [{ ...span, from: place(span.from), to: place(Math.min(to, span.to)), judgedFrom: place(span.judgedFrom) }];
}

function periodIn(period: ChangePeriod, from: number, to: number): ChangePeriod[] {
  if (period.last < from || period.opened > to) return [];
  const place = (index: number) => Math.max(0, Math.min(to, index) - from);
  const { since, opened, last } = period;
  const moved = { ...period, opened: place(opened), last: place(last) };
  if (since === undefined) return [moved];
  const { index, earliest, latest } = since;
  return [{ ...moved, since: { index: place(index), earliest: place(earliest), latest: place(latest) } }];
}
