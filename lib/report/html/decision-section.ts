import { goldenName } from '../../domain/golden/golden-key.ts';
import { promiseWords } from '../alert/alert-words.ts';
import type { ReportModel } from '../model/report-model.ts';
import { count, duration, percent, plural, rough } from '../words/format.ts';
import { healthRow } from '../words/health-words.ts';
import { type Markup, markup } from './markup.ts';
import { pValuePlot } from './p-value-plot.ts';
import { section, table } from './table.ts';

/** How the verdict came about, in plain words and with the numbers that were used. */
export function decisionSection(model: ReportModel): Markup {
  const { endpoint, budget, totals, outline, runs } = model;
  const plots = model.channels.flatMap((channel, i) => pValuePlot(model, channel, i) ?? []);
  const floor =
    endpoint.effectFloor > 0
      ? ` Nobody is woken for an effect under ${percent(endpoint.effectFloor)} of answers, however certain it is, unless refusals, JSON, tool calls or expectations changed.`
      : '';
  return section(
    'decision',
    'How this was decided',
    markup`<p>Every ${duration(budget.everySeconds * 1000)} a run replays the goldens, ${plural(endpoint.repetitions, 'draw')} each. The newest run, alone and with those just before it, is held against all runs that are kept: in how many random orders of these runs would the newest stand out as much? That share is the p-value; while nothing changes it is small as rarely as it says, however noisy the model is. The evidence is one over it.</p>
<p>The threshold is chosen to keep the budget: ${promiseWords(budget.falseAlarmsPerYear)}. With threshold A, at most m / A false alarms are expected in m runs, for every m, with no further assumption on how answers are distributed.${floor}</p>`,
    thresholdTable(model),
    markup`<p>What is assumed: runs of one epoch are exchangeable while nothing changes, that is, no run of the baseline is special by its place. What is not claimed: a cause, or that a quiet endpoint is unchanged in ways that these goldens do not show.</p>
<p class="muted">${outline === undefined ? 'In these runs' : `In the newest runs and those around the newest change, ${count(runs.length)} of ${count(outline.runs.length)}`}: ${plural(totals.judged, 'run')} judged, ${count(totals.notCounted)} of them not counted because too few answers arrived; ${count(totals.completed)} of ${count(totals.planned)} answers, ${plural(totals.failed, 'failed call')}; ${count(totals.inputTokens)} input and ${count(totals.outputTokens)} output tokens.</p>`,
    healthTable(model),
    loadSensors(model),
    plots.length > 0 &&
      markup`<p class="muted">Ranks of the runs before any change. While the assumption holds, the bars are level up to chance (dotted line); a heap at the left of a quiet endpoint means that its noise is not stable.</p><div class="panels">${plots}</div>`,
  );
}

/** Goldens whose draws of one run are alike: they tell about the server's load, not about the model. */
function loadSensors({ runs }: ReportModel): Markup | undefined {
  const newest = runs.findLast(({ judgement }) => (judgement?.evidence.goldens?.length ?? 0) > 0);
  const goldens = newest?.judgement?.evidence.goldens?.filter((golden) => golden.loadSensitivity !== undefined) ?? [];
  if (goldens.length === 0) return undefined;
  const names = goldens.map(({ golden, loadSensitivity = 0 }) => `${goldenName(golden)} (${percent(loadSensitivity)})`);
  return markup`<p>Some goldens sense the server's load rather than the model: answers of one run are alike, answers of different runs are not. They count less, and another golden in their place would tell more: ${names.join(', ')}.</p>`;
}

function healthTable({ health }: ReportModel): Markup | undefined {
  if (health.length === 0) return undefined;
  const heads = [{ head: 'Check' }, { head: 'Answer' }, { head: 'p-value of "the assumption holds"', numeric: true }];
  return markup`<h3>Does the assumption hold?</h3>${table("Checks of this epoch's ranks", heads, health.map(healthRow))}`;
}

function thresholdTable({ channels, budget }: ReportModel): Markup | undefined {
  const rows = channels.flatMap(({ channel, points }) => {
    const last = points.findLast((point) => point !== undefined);
    if (last === undefined) return [];
    const threshold = last.averageRunLength;
    const now = last.logStatistic === null ? 'none yet' : rough(Math.exp(last.logStatistic));
    return [[channel, now, count(threshold), rough(budget.runsPerYear / threshold)]];
  });
  if (rows.length === 0) return undefined;
  return table(
    `The threshold, at ${count(budget.runsPerYear)} runs a year`,
    [
      { head: 'Channel' },
      { head: 'Evidence after the last run', numeric: true },
      { head: 'Threshold A', numeric: true },
      { head: 'False alarms a year, at most', numeric: true },
    ],
    rows,
  );
}
