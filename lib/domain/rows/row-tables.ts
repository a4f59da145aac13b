import type * as z from 'zod';
import { ConditionRow } from './condition-row.ts';
import { EvidenceRow } from './evidence-rows.ts';
import { FactRow } from './fact-rows.ts';
import { IncidentRow } from './incident-row.ts';
import { RateRow } from './rate-rows.ts';
import { VerdictRow } from './verdict-row.ts';

/**
 * History as tables: numbers and ids of what was judged, and no prompt and no answer. Beside their columns, all of them have
 * `endpoint` and `date` (UTC, `2026-11-24`), by which they are partitioned.
 */
export const rowTables = {
  verdicts: VerdictRow,
  evidence: EvidenceRow,
  rates: RateRow,
  facts: FactRow,
  incidents: IncidentRow,
  conditions: ConditionRow,
} as const satisfies { readonly [table: string]: z.ZodObject };

export type RowTable = keyof typeof rowTables;

/** A row of a table. */
export type Row<T extends RowTable = RowTable> = z.infer<(typeof rowTables)[T]>;
