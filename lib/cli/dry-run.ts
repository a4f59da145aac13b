import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import { durationSeconds } from '../domain/project/project.ts';
import { confirmingShare, everySecondsOf } from '../domain/project/run-schedule.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { type Line, plain, type Segment, style, wrap } from '../report/terminal/styled-text.ts';
import { textTable } from '../report/terminal/text-table.ts';
import { count, money, nothing, percent, plural } from '../report/words/format.ts';
import { aheadWords } from './ahead-words.ts';
import type { Candidate } from './candidates.ts';
import type { ProjectOptions } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const daysPerMonth = 30;

/** Says what a run would send, in requests, tokens and, where a price is stated, money, and what the schedule makes of that in a month. */
export function printDryRun(
  candidates: readonly Candidate[],
  local: ProjectRuntime,
  { json }: Pick<ProjectOptions, 'json'>,
): void {
  const inMonth = (everySeconds: number) => Math.round((daysPerMonth * 86_400) / everySeconds);
  const runsPerMonth = inMonth(durationSeconds(local.project.every));
  const runsOf = ({ endpoint }: Candidate) => inMonth(everySecondsOf(endpoint, local.project));
  if (json) {
    const endpoints = candidates.map((candidate) => candidateJson(candidate, runsOf(candidate)));
    printJson({ schema: 'dry-run/1', runsPerMonth, endpoints });
    return;
  }
  print([
    ...candidateLines(candidates, local),
    [],
    ...candidates.flatMap((candidate) => aheadLines(candidate, local)),
    [plain(`At one run every ${local.project.every}, ${plural(runsPerMonth, 'run')} in ${daysPerMonth} days:`)],
    ...candidates.map((candidate) => monthLine(candidate, runsOf(candidate))),
    [],
    [
      style(
        'quiet',
        'Nothing was sent. Input tokens are estimated at 4 characters a token until there are runs to average.',
      ),
    ],
  ]);
}

function candidateLines(candidates: readonly Candidate[], local: ProjectRuntime): Line[] {
  const isPriced = candidates.some(({ endpoint }) => endpoint.price !== undefined);
  const heads = [
    { head: 'ENDPOINT' },
    { head: 'DUE' },
    { head: 'GOLDENS', numeric: true },
    { head: 'REQUESTS', numeric: true },
    { head: 'INPUT TOKENS', numeric: true },
    { head: 'OUTPUT TOKENS', numeric: true },
    ...(isPriced ? [{ head: 'COST', numeric: true }] : []),
    { head: 'MODEL' },
  ];
  const rows = candidates.map(({ endpoint, ahead, wanted }): Segment[] => {
    const { requests } = ahead.estimate;
    const { input, output } = tokensOf(ahead);
    return [
      style('strong', endpoint.id),
      wanted ? style('good', 'now') : style('quiet', 'later'),
      plain(count(local.goldens(endpoint).length)),
      plain(count(requests)),
      plain(`~ ${count(input)}`),
      plain(output),
      ...(isPriced ? [plain(costText(costOf(endpoint, ahead), 1))] : []),
      style('quiet', `${endpoint.model} at ${endpoint.provider}`),
    ];
  });
  return textTable(heads, rows);
}

/** What a run will do to the baseline, and what is wrong with the dates of earlier ones. */
function aheadLines({ endpoint, ahead, edits }: Candidate, local: ProjectRuntime): Line[] {
  const said = aheadWords(endpoint, ahead, local.project, edits);
  return said.flatMap((text) => [
    ...wrap(`${endpoint.id}: ${text}`, outputWidth() - 2).map(
      (line, i): Line => [style('warning', `${i === 0 ? '! ' : '  '}${line}`)],
    ),
    [],
  ]);
}

function monthLine({ endpoint, ahead }: Candidate, runsPerMonth: number): Line {
  const { input, outputMost, outputSeen } = tokensOf(ahead);
  const output =
    outputSeen !== undefined
      ? `about ${count(outputSeen * runsPerMonth)}`
      : outputMost === undefined
        ? 'no limit on'
        : `at most ${count(outputMost * runsPerMonth)}`;
  const cost = costOf(endpoint, ahead);
  const confirming = confirmingShare(endpoint);
  return [
    plain('  '),
    style('strong', endpoint.id),
    plain(
      `  ${count(ahead.estimate.requests * runsPerMonth)} requests, about ${count(input * runsPerMonth)} input tokens, ${output} output tokens`,
    ),
    ...(cost === undefined ? [] : [plain(', '), style('strong', costText(cost, runsPerMonth))]),
    ...(endpoint.every === undefined ? [] : [plain(`, at one run every ${endpoint.every}`)]),
    ...(confirming === 0 ? [] : [plain(`; confirming runs add ${percent(confirming)} at most`)]),
  ];
}

/** Tokens of one run: from past runs where there are any, else estimated from the text and the requests' limits. */
function tokensOf({ estimate, seen }: Candidate['ahead']) {
  const input = seen === undefined ? estimate.inputTokens : seen.inputTokens * estimate.requests;
  const outputMost = estimate.mostOutputTokens;
  const outputSeen = seen === undefined ? undefined : seen.outputTokens * estimate.requests;
  const output =
    outputSeen !== undefined
      ? `~ ${count(outputSeen)}`
      : outputMost === undefined
        ? 'no limit'
        : `<= ${count(outputMost)}`;
  return { input, outputMost, outputSeen, output };
}

/** What a run costs, or the most that it can; undefined where no price is known or nothing limits it. */
interface RunCost {
  readonly micros: number;
  readonly currency: string;
  readonly isMost: boolean;
}

function costOf({ price }: Endpoint, ahead: Candidate['ahead']): RunCost | undefined {
  const { input: inputTokens, outputMost, outputSeen } = tokensOf(ahead);
  const outputTokens = outputSeen ?? outputMost;
  if (price === undefined || outputTokens === undefined) return undefined;
  const micros = costMicros(price, { inputTokens, outputTokens });
  return { micros, currency: price.currency, isMost: outputSeen === undefined };
}

function costText(cost: RunCost | undefined, runs: number): string {
  if (cost === undefined) return nothing;
  return `${cost.isMost ? '<=' : '~'} ${money(cost.micros * runs, cost.currency)}`;
}

function candidateJson({ endpoint, ahead, wanted }: Candidate, runsPerMonth: number) {
  const { estimate, seen } = ahead;
  const cost = costOf(endpoint, ahead);
  return {
    id: endpoint.id,
    due: ahead.due,
    wanted,
    nextRunAt: ahead.nextRunAt.toISOString(),
    requests: estimate.requests,
    requestsPerMonth: estimate.requests * runsPerMonth,
    inputTokens: Math.round(seen === undefined ? estimate.inputTokens : seen.inputTokens * estimate.requests),
    mostOutputTokens: estimate.mostOutputTokens,
    seenOutputTokens: seen === undefined ? undefined : Math.round(seen.outputTokens * estimate.requests),
    withoutLimit: estimate.unlimited,
    configuration: ahead.change,
    misdated: ahead.misdated,
    cost: cost === undefined ? undefined : { costMicros: cost.micros, currency: cost.currency, atMost: cost.isMost },
  };
}
