import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { partitionColumns, type SqlTable, sqlTables } from '../../lib/aws/names/sql-tables.ts';

/** Runs the queries of the docs on the very files that a bucket holds, with the columns and partitions of the tables. */
export interface SqlEngine extends Disposable {
  rows(query: string): Promise<Record<string, unknown>[]>;
}

/** @param folder of a bucket's objects, by their keys. */
export async function sqlEngineOn(folder: string): Promise<SqlEngine> {
  const connection = await DuckDBConnection.create();
  for (const [name, table] of Object.entries(sqlTables)) await connection.run(viewOf(name, table, folder));
  return {
    rows: async (query) => (await connection.runAndReadAll(query)).getRowObjectsJson(),
    [Symbol.dispose]: () => connection.closeSync(),
  };
}

/** The queries of docs/athena.md, or of the file for SQLite beside it, by their headings. */
export function documentedQueries(file: 'athena.md' | 'sql.md' = 'athena.md'): Map<string, string> {
  const docs = readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');
  return new Map(
    [...docs.matchAll(/^## (.+)\n[\s\S]*?```sql\n([\s\S]*?)```/gm)].map(([, name = '', sql = '']) => [name, sql]),
  );
}

const duckTypes: { readonly [type: string]: string } = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
};

function viewOf(name: string, { prefix, columns }: SqlTable, folder: string): string {
  const types = columns.map(({ name: column, key = column, type }) => `'${key}': '${duckTypes[type]}'`).join(', ');
  const partitions = partitionColumns.map((column) => `'${column}': VARCHAR`).join(', ');
  const named = columns.map(({ name: column, key = column }) => `"${key}" AS "${column}"`);
  const files = join(folder, prefix, '*/*/*.jsonl.gz');
  const place = existsSync(join(folder, prefix));
  if (!place) {
    const empty = [...columns, ...partitionColumns.map((column) => ({ name: column, type: 'string' }))];
    const nulls = empty.map(({ name: column, type }) => `NULL::${duckTypes[type]} AS "${column}"`);
    return `CREATE VIEW ${name} AS SELECT ${nulls.join(', ')} WHERE false`;
  }
  const read = `read_json('${files}', format = 'newline_delimited', columns = {${types}}, hive_partitioning = true, hive_types = {${partitions}})`;
  return `CREATE VIEW ${name} AS SELECT ${[...named, ...partitionColumns.map((column) => `"${column}"`)].join(', ')} FROM ${read}`;
}
