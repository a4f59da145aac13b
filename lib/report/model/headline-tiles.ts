import { ago, duration, multiple, plural } from '../words/format.ts';
import { utcTime } from '../words/time.ts';
import type { ReportModel } from './report-model.ts';

/** One number of a headline, with what it is and what else belongs to it. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** How many runs of the epoch there are, and how many of them were only learned. */
export function watchedTile(model: ReportModel): Tile {
  const span = (model.outline ?? model).epochs.find(({ epoch }) => epoch.number === model.state.epoch);
  const [from, to] = span === undefined ? [0, -1] : [span.from, span.to];
  const learned = span === undefined ? 0 : span.judgedFrom - from;
  const began = span?.epoch.startedAt ?? (model.outline ?? model).runs[0]?.at;
  const isCut = model.isCut && from === 0;
  const learnedFrom = isCut ? '' : `, learned from ${plural(learned, 'run')}`;
  return {
    label: 'Watched',
    value: `${isCut ? 'at least ' : ''}${plural(to - from + 1, 'run')}`,
    note: began === undefined ? '' : `baseline since ${utcTime(began)}${learnedFrom}`,
  };
}

/** How close the evidence is to an alarm, and how close it ever was in this epoch. */
export function evidenceTile(model: ReportModel): Tile {
  const { runs } = model.outline ?? model;
  const current = runs.filter(({ epoch }) => epoch === model.state.epoch);
  const ratios = current.flatMap(({ logRatio }) => (logRatio === null ? [] : [logRatio]));
  const last = ratios.at(-1) ?? null;
  const most = ratios.length === 0 ? null : ratios.reduce((a, b) => Math.max(a, b));
  return {
    label: 'Evidence now',
    value: `${multiple(last)} the threshold`,
    note: `at most ${multiple(most)} the threshold since the baseline began`,
  };
}

/** How soon a gross change could alarm. */
export function alarmTile(model: ReportModel): Tile {
  const verdict = model.state.latest?.verdict;
  const runs = verdict === undefined || verdict.kind === 'drift-detected' ? null : verdict.earliestAlarmRuns;
  const time = runs === null ? '' : duration(runs * model.budget.everySeconds * 1000);
  return {
    label: 'Earliest alarm',
    value: runs === null ? 'not known yet' : `after ${plural(runs, 'run')}`,
    note: runs === null ? '' : `a gross change from now on could alarm in ${time}; a subtle one takes longer`,
  };
}

/** Whether the monitor itself is alive. */
export function lastRunTile(model: ReportModel): Tile {
  const last = model.runs.at(-1);
  if (last === undefined) return { label: 'Last run', value: 'none', note: '' };
  const { completed = 0, planned = 0 } = last.judgement?.evidence ?? last.record ?? {};
  return {
    label: 'Last run',
    value: ago(last.at, model.generatedAt),
    note: `${completed} of ${planned} answers; a run is due every ${every(model)}`,
  };
}

/** How often a run is due. */
export function every({ budget }: ReportModel): string {
  return duration(budget.everySeconds * 1000);
}
