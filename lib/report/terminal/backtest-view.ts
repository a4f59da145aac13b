import type { BacktestAlarm, BacktestReport, BacktestResult } from '../../domain/verdict/backtest.ts';
import { factSubject } from '../words/fact-words.ts';
import { percent, plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { type Line, plain, style, wrap } from './styled-text.ts';
import { textTable } from './text-table.ts';

/** A backtest for a terminal: for each recording, how often and after how many runs it alarmed, and how big it was. */
export function backtestLines(report: BacktestReport, { width = 96 }: { readonly width?: number } = {}): Line[] {
  const { threshold, baselineRuns, shuffles, seconds, results } = report;
  const orders = shuffles === 1 ? 'one order of the runs' : `${shuffles} orders of the runs`;
  const facts = results.flatMap(({ file, facts }) => facts.map((fact) => ({ file, fact })));
  return [
    [
      style('strong', `Threshold ${threshold.toLocaleString('en-US')}`),
      plain(
        `: on average at most 1 false alarm in so many runs; ${plural(baselineRuns, 'run')} learned, ${orders}, ${seconds} s`,
      ),
    ],
    [],
    ...textTable(
      [
        { head: 'RECORDING', most: Math.max(20, width - 62) },
        { head: 'RUNS', numeric: true },
        { head: 'ALARMED', numeric: true },
        { head: 'FIRST ALARM', numeric: true },
        { head: 'ALARMS A RUN', numeric: true },
        { head: 'EFFECT', numeric: true },
        { head: 'CHANNEL' },
      ],
      results.map(row),
    ),
    [],
    ...verdictLines(results, width),
    ...notes(results, width),
    ...(facts.length === 0 ? [] : [[], [style('strong', 'Facts (no alarms)')] as Line]),
    ...facts.map(({ file, fact }): Line => {
      const was = fact.was.join(' or ') || 'never seen';
      return [plain(printable(`  ${file}: ${factSubject(fact)} is ${fact.now}, was ${was}`))];
    }),
  ];
}

/** What each recording comes to: the verdict, what was left out of it, and when it was over. */
function verdictLines(results: readonly BacktestResult[], width: number): Line[] {
  return results.flatMap((result): Line[] => {
    if (result.runs === 0) return [];
    const said = `${result.file}: ${[verdictsOf(result), ...leftOut(result), ...backOf(result), ...earliestOf(result)].join('; ')}.`;
    const warned = [...new Set(result.warnings.flat())].map((warning) => `${result.file}: ${warning}.`);
    return [
      ...wrap(printable(said), width).map((line): Line => [plain(line)]),
      ...warned.flatMap((warning) => wrap(printable(warning), width).map((line): Line => [style('warning', line)])),
    ];
  });
}

function verdictsOf({ verdicts }: BacktestResult): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const words = (kind: string) => kind.replaceAll('-', ' ');
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  if (sorted.length === 1) return words(sorted[0]?.[0] ?? '');
  return sorted.map(([kind, count]) => `${words(kind)} in ${count} of ${plural(verdicts.length, 'order')}`).join(', ');
}

/** In the first order: orders hardly differ in this. */
function leftOut({ uncounted: [first = {}] }: BacktestResult): string[] {
  const reasons = Object.entries(first).map(([reason, count]) => `${count} ${reason.replaceAll('-', ' ')}`);
  return reasons.length === 0 ? [] : [`runs that decide nothing: ${reasons.join(', ')}`];
}

function backOf({ returned: [first = []] }: BacktestResult): string[] {
  return first.flatMap((run) => (run === null ? [] : [`back to the baseline, as told at run ${run}`]));
}

function earliestOf({ earliest: [first = null], verdicts }: BacktestResult): string[] {
  if (!verdicts.includes('inconclusive') && !verdicts.includes('no-drift-detected')) return [];
  return [first === null ? 'not even a gross change could alarm' : `a gross change would alarm at run ${first}`];
}

/** A recording of which nothing was read says nothing of false alarms. */
function notes(results: readonly BacktestResult[], width: number): Line[] {
  const unread = results.filter(({ runs }) => runs === 0).map(({ file }) => file);
  if (unread.length === 0) return [];
  const said = `all runs of ${unread.join(', ')} were learned, so there was nothing to read; --baseline-runs leaves some.`;
  return [[], ...wrap(printable(`No result: ${said}`), width).map((line): Line => [style('warning', line)])];
}

function row({ file, runs, alarms, firstAlarm }: BacktestResult) {
  const alarmed = firstAlarm.filter((index) => index !== null).length;
  const all = alarms.flat();
  const first = alarms.flatMap(([alarm]) => (alarm === undefined ? [] : [alarm]));
  const rate = all.length / Math.max(1, runs * alarms.length);
  return [
    plain(printable(file)),
    plain(String(runs)),
    plain(`${alarmed} of ${alarms.length}`),
    plain(alarmed === 0 ? '–' : medianDelay(firstAlarm)),
    plain(rate === 0 ? '0' : rate.toPrecision(2)),
    plain(meanEffect(first)),
    plain([...new Set(first.map(({ channel }) => channel))].join(', ')),
  ];
}

/** Alarms whose effect cannot be estimated are left out; where that is all of them, it says so. */
function meanEffect(alarms: readonly BacktestAlarm[]): string {
  const effects = alarms.flatMap(({ effect }) => (effect === null ? [] : [effect]));
  if (alarms.length === 0) return '–';
  return effects.length === 0 ? 'unknown' : percent(effects.reduce((sum, effect) => sum + effect, 0) / effects.length);
}

/** Median of the runs until the first alarm; an order without an alarm counts as later than all. */
function medianDelay(firstAlarm: readonly (number | null)[]): string {
  const sorted = firstAlarm.map((index) => index ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  return Number.isFinite(median) ? `run ${median}` : 'in too few orders';
}
