import { conditionRow } from '../../domain/rows/condition-row.ts';
import { evidenceRows } from '../../domain/rows/evidence-rows.ts';
import { factRows } from '../../domain/rows/fact-rows.ts';
import { incidentRow } from '../../domain/rows/incident-row.ts';
import { rateRows } from '../../domain/rows/rate-rows.ts';
import { type Row, type RowTable, rowTables } from '../../domain/rows/row-tables.ts';
import { verdictRow } from '../../domain/rows/verdict-row.ts';
import type { Condition } from '../../domain/verdict/condition.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { objectKeys } from '../names/object-keys.ts';

/** Rows of one table at their place in the bucket. */
export interface RowObject {
  readonly key: string;
  /** JSON Lines; empty where there is no row, and then there is no object. */
  readonly lines: string;
}

/** What SQL reads of a judged run: a function of its judgement, an object a table. */
export function rowsOfJudgement(judgement: Judgement): RowObject[] {
  const { run, endpoint, evidence } = judgement;
  const at = <T extends RowTable>(table: T, rows: readonly Row<T>[]) => placed(table, endpoint, evidence.at, run, rows);
  return [
    at('verdicts', [verdictRow(judgement)]),
    at('evidence', evidenceRows(judgement)),
    at('rates', rateRows(judgement)),
    at('facts', factRows(judgement)),
  ];
}

export function rowsOfIncident(incident: Incident): RowObject {
  return placed('incidents', incident.endpoint, incident.openedAt, incident.id, [incidentRow(incident)]);
}

export function rowsOfCondition(condition: Condition): RowObject {
  return placed('conditions', condition.endpoint, condition.since, condition.id, [conditionRow(condition)]);
}

function placed<T extends RowTable>(
  table: T,
  endpoint: string,
  at: string,
  name: string,
  rows: readonly Row<T>[],
): RowObject {
  const lines = rows.map((row) => `${JSON.stringify(rowTables[table].parse(row))}\n`).join('');
  return { key: objectKeys.rows(table, endpoint, sortableInstant(at), name), lines };
}
