import type * as z from 'zod';
import { type RowTable, rowTables } from '../../domain/rows/row-tables.ts';

/** What a column holds; every column may be empty. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Tables that can be exported: those of history in SQL, runs, and answers, which are customer data. */
export const exportTables = ['answers', 'runs', ...(Object.keys(rowTables) as RowTable[])] as const;
export type ExportTable = (typeof exportTables)[number];

const place: readonly TableColumn[] = textColumns('endpoint', 'date');

/** The columns of a table, called as in SQL; `endpoint` and `date` (UTC) first. */
export function columnsOf(table: ExportTable): readonly TableColumn[] {
  if (table === 'answers') return [...place, ...answerColumns];
  if (table === 'runs') return [...place, ...runColumns];
  const { shape } = rowTables[table];
  return [...place, ...Object.entries(shape).map(([name, schema]) => ({ name, type: typeOf(schema as z.ZodType) }))];
}

const runColumns: readonly TableColumn[] = [
  ...textColumns('run', 'run_at'),
  ...integerColumns('epoch'),
  ...textColumns('status', 'finished_at'),
  ...integerColumns('planned', 'completed', 'failed', 'input_tokens', 'output_tokens'),
];

const answerColumns: readonly TableColumn[] = [
  ...textColumns('run', 'run_at', 'answered_at', 'golden', 'golden_version'),
  ...integerColumns('repetition'),
  ...textColumns('text', 'tool_calls', 'finish_reason', 'error', 'model', 'fingerprint'),
  ...integerColumns('input_tokens', 'output_tokens'),
  { name: 'latency_ms', type: 'number' },
  ...integerColumns('attempts'),
  ...textColumns('request_id'),
];

function textColumns(...names: readonly string[]): TableColumn[] {
  return names.map((name) => ({ name, type: 'text' }));
}

function integerColumns(...names: readonly string[]): TableColumn[] {
  return names.map((name) => ({ name, type: 'integer' }));
}

/** @throws for a type that rows do not have. */
function typeOf(schema: z.ZodType): ColumnType {
  const { def } = schema as { def: { type: string; innerType?: z.ZodType; format?: string } };
  if (def.innerType !== undefined) return typeOf(def.innerType);
  if (def.type === 'number') return def.format === 'safeint' ? 'integer' : 'number';
  if (def.type === 'boolean') return 'boolean';
  if (def.type === 'string' || def.type === 'enum') return 'text';
  throw new Error(`a row has no ${def.type}`);
}
