import { mapConcurrently } from '../../domain/map-concurrently.ts';
import { conditionRow } from '../../domain/rows/condition-row.ts';
import { evidenceRows } from '../../domain/rows/evidence-rows.ts';
import { factRows } from '../../domain/rows/fact-rows.ts';
import { incidentRow } from '../../domain/rows/incident-row.ts';
import { rateRows } from '../../domain/rows/rate-rows.ts';
import { verdictRow } from '../../domain/rows/verdict-row.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { RunQuery } from '../../ports/run-store.ts';
import type { Stores } from '../../ports/stores.ts';
import { mostPerPage, touches } from '../page.ts';
import type { ExportTable } from './table-columns.ts';

/** A row by the names of its columns; what is missing has none. */
export interface TableRow {
  readonly [column: string]: string | number | boolean | undefined;
}

type TableStores = Pick<Stores, 'runs' | 'judgements' | 'incidents' | 'conditions'>;

/** Judgements that are read at once, and runs whose judgements are held at a time. */
const [atOnce, chunk] = [16, 64];

/**
 * The rows of a table of one endpoint, oldest first. Runs that are open are left out: not all of them has arrived.
 *
 * Cost: holds the records of the runs that are asked for, and the answers of one run or the judgements of 64 at a time.
 */
export async function* tableRows(table: ExportTable, query: RunQuery, stores: TableStores): AsyncGenerator<TableRow> {
  const { endpoint } = query;
  const placed = (at: string, row: object): TableRow => ({ endpoint, date: dateOf(at), ...row });
  if (table === 'incidents') {
    for (const incident of await stores.incidents.list(endpoint))
      if (touches(query, incident.openedAt, incident.resolvedAt))
        yield placed(incident.openedAt, incidentRow(incident));
    return;
  }
  if (table === 'conditions') {
    for (const condition of await stores.conditions.list({ endpoint }))
      if (touches(query, condition.since, condition.resolvedAt)) yield placed(condition.since, conditionRow(condition));
    return;
  }
  const runs = (await stores.runs.list(query)).filter(({ status }) => status !== 'open');
  if (table === 'runs') for (const run of runs) yield placed(run.plannedAt, runRow(run));
  else if (table === 'answers')
    for (const run of runs)
      for (const sample of await stores.runs.samples(run.run)) yield placed(run.plannedAt, answerRow(run, sample));
  else
    for (let from = 0; from < runs.length; from += chunk) {
      const some = runs.slice(from, from + chunk);
      for (const judgement of await mapConcurrently(some, atOnce, ({ run }) => stores.judgements.get(run)))
        if (judgement !== undefined)
          for (const row of judgedRows[table](judgement)) yield placed(judgement.evidence.at, row);
    }
}

const judgedRows: { readonly [T in 'verdicts' | 'evidence' | 'rates' | 'facts']: (judgement: Judgement) => object[] } =
  {
    verdicts: (judgement) => [verdictRow(judgement)],
    evidence: evidenceRows,
    rates: rateRows,
    facts: factRows,
  };

function dateOf(at: string): string {
  return new Date(at).toISOString().slice(0, 10);
}

function runRow({ run, plannedAt, epoch, status, ...record }: RunRecord): TableRow {
  return {
    ...{ run, run_at: plannedAt, epoch, status, finished_at: record.finishedAt },
    ...{ planned: record.planned, completed: record.completed, failed: record.failed },
    ...{ input_tokens: record.inputTokens, output_tokens: record.outputTokens },
  };
}

function answerRow({ plannedAt }: RunRecord, sample: Sample): TableRow {
  const { run, at, golden, goldenVersion, repetition, text, toolCalls, error, model, fingerprint, attempts } = sample;
  return {
    ...{ run, run_at: plannedAt, answered_at: at, golden, golden_version: goldenVersion, repetition, text },
    tool_calls: toolCalls === undefined ? undefined : JSON.stringify(toolCalls),
    ...{ finish_reason: sample.finishReason, error, model, fingerprint, input_tokens: sample.inputTokens },
    ...{ output_tokens: sample.outputTokens, latency_ms: sample.latencyMs, attempts, request_id: sample.requestId },
  };
}

/** Rows that a writer takes at a time. */
export const rowsAtOnce = mostPerPage;
