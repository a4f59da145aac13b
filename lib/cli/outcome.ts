import type { RunRecord } from '../domain/run/run.ts';
import type { RunOutcome } from '../monitor/run-endpoint.ts';
import { verdictStyle } from '../report/terminal/history-view.ts';
import { type Line, plain, type Segment, style, wrapLine } from '../report/terminal/styled-text.ts';
import { fittingTable } from '../report/terminal/text-table.ts';
import { unjudgedNames } from '../report/words/coverage-words.ts';
import { duration, nothing, percentWithInterval, plural } from '../report/words/format.ts';
import { neverPassing } from '../report/words/never-passing.ts';
import { printable } from '../report/words/printable.ts';
import { shrunkShort } from '../report/words/shrunk-words.ts';
import { isLearned, isLearning, verdictWord } from '../report/words/verdict-words.ts';
import { exitCodes } from './exit-codes.ts';

/** What runs came to, a line each; their ids and times where there is room for them. */
export function outcomeLines(outcomes: readonly RunOutcome[], width: number): Line[] {
  const heads = [
    { head: 'ENDPOINT' },
    { head: 'VERDICT' },
    { head: 'DETAIL' },
    { head: 'ANSWERS', numeric: true },
    { head: 'TOOK', numeric: true },
    { head: 'RUN' },
  ];
  const rows = outcomes.map((outcome): Segment[] => [
    style('strong', outcome.run.endpoint),
    verdictSegment(outcome),
    plain(verdictDetail(outcome)),
    plain(`${outcome.run.completed}/${outcome.run.planned}`),
    plain(tookOf(outcome)),
    style('quiet', outcome.run.run),
  ]);
  return fittingTable(heads, rows, width, ['RUN', 'TOOK']);
}

/** What is likely wrong with the goldens, said while they are learned: an expectation that every answer fails. */
export function outcomeWarnings(outcomes: readonly RunOutcome[], width: number): Line[] {
  return outcomes.flatMap((outcome): Line[] => {
    if (outcome.kind !== 'judged' || outcome.judgement.verdict.kind !== 'inconclusive') return [];
    const said = neverPassing([outcome.judgement.evidence.rates ?? []]);
    if (said === undefined) return [];
    return wrapLine([style('warning', `! ${outcome.run.endpoint}: `), plain(printable(said))], width);
  });
}

export function verdictSegment(outcome: RunOutcome): Segment {
  if (outcome.kind === 'stopped') return style('warning', 'stopped');
  if (outcome.kind === 'submitted') return outcome.isTaken ? plain('submitted') : style('warning', 'not submitted');
  const { judgement } = outcome;
  return style(verdictStyle(judgement), verdictWord(judgement));
}

/** What is missing for a verdict, how soon a change would show, or how large it is. */
export function verdictDetail(outcome: RunOutcome): string {
  if (outcome.kind === 'stopped') return 'the next command goes on with it';
  if (outcome.kind === 'submitted')
    return outcome.isTaken ? 'the next run or watch collects the batch' : 'the next run or watch hands in the batch';
  const { verdict, coverage } = outcome.judgement;
  if (outcome.run.closedBecause === 'budget') return overBudgetWords(outcome.run);
  if (outcome.run.shrunk !== undefined && verdict.kind !== 'drift-detected') return shrunkShort(outcome.run.shrunk);
  if (verdict.kind === 'inconclusive' && verdict.reason === 'partly-covered' && coverage !== undefined)
    return `not judged: ${unjudgedNames(coverage)}`;
  if (verdict.kind === 'inconclusive' && isLearning(verdict))
    return `${plural(verdict.needed.runs, 'more run')} to learn`;
  if (verdict.kind === 'inconclusive' && isLearned(verdict)) return 'learned; the next run is judged';
  if (verdict.kind === 'no-drift-detected')
    return `a gross change would show in ${plural(verdict.earliestAlarmRuns, 'run')}`;
  return verdict.kind === 'drift-detected' && verdict.effect ? percentWithInterval(verdict.effect) : '';
}

function overBudgetWords({ completed, failed }: RunRecord): string {
  return completed + failed === 0 ? 'a budget is used up; nothing was sent' : 'cut short by a budget';
}

function tookOf({ run }: RunOutcome): string {
  if (run.finishedAt === undefined) return nothing;
  return duration(Date.parse(run.finishedAt) - Date.parse(run.plannedAt));
}

/** One run for a program. */
export function outcomeJson(outcome: RunOutcome) {
  const { run } = outcome;
  if (outcome.kind !== 'judged') return { outcome: outcome.kind, run };
  const { verdict, coverage, incident } = outcome.judgement;
  return { outcome: 'judged', run, verdict, coverage, incident };
}

/** 1 if any run shows drift, else 3 if any is inconclusive, was stopped or is still with the provider, else 0. */
export function exitCodeOfRuns(outcomes: readonly RunOutcome[]): number {
  const kinds = outcomes.map((outcome) => (outcome.kind === 'judged' ? outcome.judgement.verdict.kind : 'stopped'));
  if (kinds.includes('drift-detected')) return exitCodes.drift;
  return kinds.some((kind) => kind !== 'no-drift-detected') ? exitCodes.inconclusive : exitCodes.fine;
}
