import { type Bucket, bucketRuns } from '../model/buckets.ts';
import type { ReportModel } from '../model/report-model.ts';
import { duration } from '../words/format.ts';
import { utcClock, utcDate, utcShort } from '../words/time.ts';
import { type Markup, markup } from './markup.ts';

/** Columns that a plot over runs may have: more would not be seen, and a file of 5,000 runs must stay small. */
export const mostColumns = 360;

/** A plot over runs: runs stand at equal distances, however far apart in time they were. Units of the view box. */
export interface Frame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly buckets: readonly Bucket[];
  /** Left edge, middle and right edge of a run. */
  readonly edge: (index: number) => number;
  readonly middle: (bucket: Bucket) => number;
}

/** All plots over runs have one frame, so that a run stands at the same place in each of them. */
export function frameOf(model: ReportModel): Frame {
  const [width, left, right] = [960, 84, 24];
  const step = (width - left - right) / Math.max(1, model.runs.length);
  const edge = (index: number) => left + index * step;
  return {
    width,
    left,
    right,
    buckets: bucketRuns(model.runs.length, mostColumns, boundaries(model)),
    edge,
    middle: ({ from, to }) => edge((from + to + 1) / 2),
  };
}

/** Where a new epoch begins or a change began: no column of a plot reaches over these. */
export function boundaries(model: ReportModel): number[] {
  return [
    ...model.epochs.map(({ from }) => from),
    ...model.incidents.map(({ since, opened }) => since?.index ?? opened),
  ];
}

/** A number of a path or an attribute: one decimal is a tenth of a pixel. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Marks of time under a plot: days where there are several, times of day where not. */
export function timeAxis(model: ReportModel, frame: Frame, y: number): Markup {
  return markup`<g class="axis">${timeTicks(model).map(({ index, label }) => {
    const x = coordinate(frame.edge(index + 0.5));
    return markup`<path d="M${x} ${y}v5"/><text x="${x}" y="${y + 18}" text-anchor="middle">${label}</text>`;
  })}</g>`;
}

const mostTicks = 8;

function timeTicks({ runs }: ReportModel): { index: number; label: string }[] {
  const days = runs.flatMap(({ at }, index) => {
    const before = runs[index - 1];
    return before !== undefined && utcDate(before.at) !== utcDate(at)
      ? [{ index, label: utcDate(at).slice(0, -5) }]
      : [];
  });
  if (days.length >= 3) return thin(days);
  const every = Math.max(1, Math.ceil(runs.length / (mostTicks - 2)));
  const even = runs.flatMap(({ at }, index) =>
    index % every === Math.floor(every / 2) ? [{ index, label: days.length > 0 ? utcShort(at) : utcClock(at) }] : [],
  );
  return thin(even);
}

function thin<T>(ticks: readonly T[]): T[] {
  const every = Math.ceil(ticks.length / mostTicks);
  return ticks.filter((_, i) => i % every === 0);
}

/** Breaks where the monitor was silent for more than three intervals. */
export function silences(model: ReportModel, frame: Frame, top: number, bottom: number): Markup[] {
  return model.runs.flatMap(({ at }, index) => {
    const before = model.runs[index - 1];
    if (before === undefined) return [];
    const gap = Date.parse(at) - Date.parse(before.at);
    if (gap <= 3000 * model.budget.everySeconds) return [];
    const x = coordinate(frame.edge(index));
    return [
      markup`<path class="silence" d="M${x} ${top}V${bottom}"><title>no runs for ${duration(gap)}</title></path>`,
    ];
  });
}
