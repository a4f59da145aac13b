import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ColumnType, TableColumn } from '../history/tables/table-columns.ts';
import { rowsAtOnce, type TableRow } from '../history/tables/table-rows.ts';
import { replacePrivately, writePrivately } from '../local/private-file.ts';
import { loadWith } from '../providers/shared/client-library.ts';
import { csvText } from '../report/tables/csv.ts';
import { jsonText } from '../report/words/json-text.ts';

/** Writes text to a file that only its owner reads, packed if it ends in `.gz`, or to standard output. */
export async function writeText(text: AsyncIterable<string>, output: string | undefined): Promise<void> {
  if (output === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
  else await writePrivately(output, text);
}

/** Rows as CSV, with their head first. */
export async function* csvOf(rows: AsyncIterable<TableRow>, columns: readonly TableColumn[]): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  let isFirst = true;
  for await (const some of chunks(rows)) {
    yield csvText(some, names, { head: isFirst });
    isFirst = false;
  }
  if (isFirst) yield csvText([], names);
}

/** Rows as JSON Lines. */
export async function* jsonLinesOf(rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  for await (const some of chunks(rows)) yield some.map((row) => `${jsonText(row)}\n`).join('');
}

const parquetTypes = { text: 'STRING', integer: 'INT32', number: 'DOUBLE', boolean: 'BOOLEAN' } as const satisfies {
  readonly [T in ColumnType]: string;
};

/** Rows as a Parquet file, which takes its name once it is whole. Holds one group of rows at a time. */
export async function writeParquet(
  rows: AsyncIterable<TableRow>,
  columns: readonly TableColumn[],
  output: string,
): Promise<void> {
  const asked = { who: 'export to Parquet', where: '--format' };
  const library = await loadWith('hyparquet-writer', asked, () => import('hyparquet-writer'));
  const { fileWriter, parquetWriteRows } = library;
  await replacePrivately(output, async (partial) => {
    await parquetWriteRows({
      writer: fileWriter(partial),
      rows: filled(rows, columns),
      columns: columns.map(({ name, type }) => ({ name, type: parquetTypes[type], nullable: true })),
      rowGroupSize: 10_000,
      createdBy: 'pinwatch',
    });
  });
}

/** Rows with a null for what they do not have. */
async function* filled(
  rows: AsyncIterable<TableRow>,
  columns: readonly TableColumn[],
): AsyncGenerator<Record<string, string | number | boolean | null>> {
  for await (const row of rows) yield Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
}

async function* chunks(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow[]> {
  let some: TableRow[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < rowsAtOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
