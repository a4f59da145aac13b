import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ChangeAnswer } from '../domain/verdict/change-answer.ts';
import { type EvidencePoint, evidencePoint } from '../history/evidence-series.ts';
import { goldenHistory } from '../history/golden-history.ts';
import { listConditions } from '../history/list-conditions.ts';
import { listRuns, type RunsQuery } from '../history/list-runs.ts';
import { placeOf } from '../history/page.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { listedJson } from '../report/model/report-json.ts';
import { buildReportModel } from '../report/model/report-model.ts';
import { csvText, type FlatRow } from '../report/tables/csv.ts';
import { goldenHistoryLines } from '../report/terminal/golden-history-view.ts';
import { historyLines } from '../report/terminal/history-view.ts';
import type { Line } from '../report/terminal/styled-text.ts';
import { answerSentence } from '../report/words/answer-words.ts';
import { outputWidth } from './terminal.ts';

export type HistoryFormat = 'table' | 'csv' | 'jsonl';

/** A page of `history` of one endpoint: text for programs, or lines for people. */
export interface HistoryPage {
  readonly text?: string;
  readonly lines: readonly Line[];
  /** The last run of the page, where more stand before it. */
  readonly oldest?: string;
}

interface PageOptions {
  readonly format: HistoryFormat;
  readonly json?: true;
  readonly golden?: string;
  readonly answer: ChangeAnswer | undefined;
  /** Whether this is what is written first, so that a head belongs above it. */
  readonly isFirst: boolean;
}

type PageQuery = Omit<RunsQuery, 'endpoint' | 'whole'>;

/** What `history` writes of an endpoint. */
export function historyPage(
  endpoint: Endpoint,
  query: PageQuery,
  options: PageOptions,
  local: ProjectRuntime,
): Promise<HistoryPage> {
  return options.golden === undefined
    ? runsPage(endpoint, query, options, local)
    : goldenPage({ ...query, endpoint: endpoint.id, golden: options.golden }, options, local);
}

async function runsPage(
  endpoint: Endpoint,
  query: PageQuery,
  { format, json, answer, isFirst }: PageOptions,
  { stores, project, clock }: ProjectRuntime,
): Promise<HistoryPage> {
  const { items, next } = await listRuns({ ...query, endpoint: endpoint.id, whole: json === true }, stores);
  const oldest = next === undefined ? {} : { oldest: placeOf(next)?.id ?? '' };
  const points = () => items.map(evidencePoint).map((point) => flatPoint(endpoint.id, point));
  if (format === 'csv') return { text: csvText(points(), pointColumns, { head: isFirst }), lines: [] };
  if (format === 'jsonl') return { text: jsonLines(points()), lines: [] };

  const from = query.verdict === undefined ? (query.from ?? items.at(-1)?.at) : undefined;
  const told = query.verdict === undefined && query.cursor === undefined;
  const conditions = told
    ? (await listConditions({ endpoint: endpoint.id, from, until: query.until }, stores)).items
    : [];
  const model = buildReportModel({
    endpoint,
    project,
    epochs: [],
    runs: items.flatMap(({ record }) => record ?? []),
    judgements: items.flatMap(({ judgement }) => judgement ?? []),
    incidents: [],
    conditions,
    generatedAt: clock.now().toISOString(),
  });
  if (json !== true) return { lines: historyLines(model, undefined, outputWidth()), ...oldest };
  const { id, provider, model: name } = endpoint;
  const listed = {
    schema: 'history/1',
    generatedAt: model.generatedAt,
    endpoint: { id, provider, model: name },
    answer: answer && { sentence: answerSentence(answer), ...answer },
    conditions,
    runs: model.runs.map(listedJson),
    next,
  };
  return { text: `${JSON.stringify(listed)}\n`, lines: [] };
}

async function goldenPage(
  query: PageQuery & { readonly endpoint: string; readonly golden: string },
  { format, json, isFirst }: PageOptions,
  { stores }: ProjectRuntime,
): Promise<HistoryPage> {
  const { items, next } = await goldenHistory(query, stores);
  if (json === true)
    return {
      text: `${JSON.stringify({ schema: 'golden-history/1', golden: query.golden, runs: items.toReversed(), next })}\n`,
      lines: [],
    };
  const oldest = next === undefined ? {} : { oldest: placeOf(next)?.id ?? '' };
  if (format === 'table') return { lines: goldenHistoryLines(items, outputWidth()), ...oldest };
  const rows = items.flatMap(({ rates, run, at, epoch, verdict, score, unjudged, failed }): FlatRow[] => {
    const row = {
      endpoint: query.endpoint,
      golden: query.golden,
      run,
      run_at: at,
      epoch,
      verdict,
      score,
      unjudged,
      failed,
    };
    return rates.length === 0
      ? [row]
      : rates.map(({ name, kind, count, draws }) => ({ ...row, kind, name, times: count, draws }));
  });
  return { text: format === 'csv' ? csvText(rows, goldenColumns, { head: isFirst }) : jsonLines(rows), lines: [] };
}

const goldenColumns = [
  ...['endpoint', 'golden', 'run', 'run_at', 'epoch', 'verdict', 'score', 'unjudged', 'failed'],
  ...['kind', 'name', 'times', 'draws'],
];

/** Columns are called as in SQL. */
const pointColumns = [
  ...['endpoint', 'run', 'run_at', 'epoch', 'verdict', 'reason', 'effect', 'effect_low', 'effect_high'],
  ...['channel', 'score', 'p_value', 'log_evidence', 'log_threshold', 'planned', 'completed', 'failed'],
  ...['input_tokens', 'output_tokens', 'goldens_judged', 'goldens_expected', 'facts', 'incident'],
];

function flatPoint(endpoint: string, point: EvidencePoint): FlatRow {
  const { at, effect, logStatistic, logThreshold, pValue, judged, expected, inputTokens, outputTokens } = point;
  const { run, epoch, verdict, reason, channel, score, planned, completed, failed, facts, incident } = point;
  return {
    ...{ endpoint, run, run_at: at, epoch, verdict, reason },
    ...{ effect: effect?.estimate, effect_low: effect?.low, effect_high: effect?.high },
    ...{ channel, score, p_value: pValue, log_evidence: logStatistic, log_threshold: logThreshold },
    ...{ planned, completed, failed, input_tokens: inputTokens, output_tokens: outputTokens },
    ...{ goldens_judged: judged, goldens_expected: expected, facts, incident },
  };
}

function jsonLines(rows: readonly FlatRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
