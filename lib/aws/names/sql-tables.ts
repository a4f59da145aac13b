import type * as z from 'zod';
import { type RowTable, rowTables } from '../../domain/rows/row-tables.ts';
import { prefixes } from './object-keys.ts';

/** A column as Glue and Athena know it. */
export interface SqlColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  /** Key of the JSON object, where it is another than the name. */
  readonly key?: string;
}

/** A table over the files of the bucket. */
export interface SqlTable {
  readonly description: string;
  readonly columns: readonly SqlColumn[];
  /** Keys of objects begin with it; `endpoint=…/date=…/` follows. */
  readonly prefix: string;
}

/** By these, every table is partitioned; no column has one of their names. */
export const partitionColumns = ['endpoint', 'date'] as const;

const descriptions: { readonly [T in RowTable]: string } = {
  verdicts: 'What was decided after each run',
  evidence: 'What each channel measured on each run',
  rates: 'How often expectations failed and answers had properties, by run and golden',
  facts: 'What was constant and is not any more',
  incidents: 'Changes, as they are known by now',
  conditions: 'What kept endpoints from being watched',
};

/** Answers of sealed runs, as they are kept for judging: lines of recorded runs. */
const samples: SqlTable = {
  description: 'Every answer of every run, with what the provider said of who answered: customer data',
  prefix: prefixes.samples,
  columns: [
    { name: 'run', type: 'string' },
    { name: 'answered_at', type: 'string', key: 'at' },
    { name: 'golden', type: 'string' },
    { name: 'repetition', type: 'int' },
    { name: 'text', type: 'string' },
    { name: 'finish_reason', type: 'string', key: 'finishReason' },
    { name: 'error', type: 'string', comment: 'class of the failure, where there is no answer' },
    { name: 'model', type: 'string', comment: 'as the provider reported it' },
    { name: 'fingerprint', type: 'string' },
    { name: 'identity', type: 'map<string,string>', comment: 'what else the provider said of who answered' },
    { name: 'input_tokens', type: 'bigint', key: 'inputTokens' },
    { name: 'output_tokens', type: 'bigint', key: 'outputTokens' },
    { name: 'latency_ms', type: 'double', key: 'latencyMs' },
    { name: 'attempts', type: 'int' },
    { name: 'golden_version', type: 'string', key: 'goldenVersion' },
    { name: 'request_id', type: 'string', key: 'requestId' },
  ],
};

/** Every table, by its name. */
export const sqlTables: { readonly [table: string]: SqlTable } = {
  samples,
  ...Object.fromEntries(
    Object.entries(rowTables).map(([name, schema]) => [
      name,
      {
        description: descriptions[name as RowTable],
        prefix: `${prefixes.history}${name}/`,
        columns: Object.entries(schema.shape).map(([column, type]) => columnOf(column, type as z.ZodType)),
      },
    ]),
  ),
};

function columnOf(name: string, schema: z.ZodType): SqlColumn {
  const { description: comment } = schema;
  return { name, type: typeOf(schema), ...(comment === undefined ? {} : { comment }) };
}

/** @throws for a type that rows do not have. */
function typeOf(schema: z.ZodType): string {
  const { def } = schema as { def: { type: string; innerType?: z.ZodType; format?: string; checks?: unknown[] } };
  if (def.type === 'optional' && def.innerType !== undefined) return typeOf(def.innerType);
  const types: { readonly [type: string]: string } = { string: 'string', boolean: 'boolean' };
  const type = def.type === 'number' ? (def.format === 'safeint' ? 'bigint' : 'double') : types[def.type];
  if (type === undefined) throw new Error(`a row has no ${def.type}`);
  return type;
}
