import { type Command, Option } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { columnsOf, type ExportTable, exportTables } from '../history/tables/table-columns.ts';
import { tableRows } from '../history/tables/table-rows.ts';
import type { RunQuery } from '../ports/run-store.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { jsonText } from '../report/words/json-text.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { lookInto, orDeployed, type PlaceOptions } from './project.ts';
import { type TimeOptions, timeHelp, timeSpan } from './time-span.ts';
import { csvOf, jsonLinesOf, writeParquet, writeText } from './write-table.ts';

const help = `
Examples:
  $ pinwatch export support > support.jsonl
  $ pinwatch export support --last 200 -o support.jsonl.gz
  $ pinwatch backtest --baseline support.jsonl.gz support.jsonl.gz
  $ pinwatch export support --format parquet -o answers.parquet
  $ pinwatch export support --table verdicts --format csv --from 30d

Without --format and --table it is the recorded-runs format that backtest and
compare read: one JSON object a line, one line an answer. With --table it is
one of the tables of history in SQL, or the answers as a table, for notebooks,
DuckDB and spreadsheets; CSV keeps spreadsheets from taking a text for a
formula. Answers are customer data: files are made for their owner only.
${timeHelp}
`;

interface ExportOptions extends Omit<PlaceOptions, 'json'>, TimeOptions {
  readonly last?: number;
  readonly epoch?: number;
  readonly output?: string;
  readonly format: 'jsonl' | 'csv' | 'parquet';
  readonly table?: ExportTable;
}

export function registerExport(program: Command): void {
  orDeployed(program.command('export <endpoint>'))
    .summary('recorded runs and tables for other programs')
    .description('Writes recorded runs, or a table of the history, of an endpoint, oldest first. Sends nothing.')
    .option('-c, --config <file>', 'the project file', 'pinwatch.yaml')
    .addOption(new Option('--format <format>', 'of the file').choices(['jsonl', 'csv', 'parquet']).default('jsonl'))
    .addOption(new Option('--table <table>', 'a table instead of recorded runs').choices([...exportTables]))
    .option('-n, --last <runs>', 'only so many of the newest runs', positiveInteger)
    .option('-e, --epoch <number>', 'only runs of this epoch', positiveInteger)
    .option('--on <day>', 'only one day')
    .option('--from <time>', 'only from this time on')
    .option('--to <time>', 'only until this time')
    .option('--utc', 'times are UTC, not those of this machine')
    .option('-o, --output <file>', 'write to a file, packed if it ends in .gz')
    .addHelpText('after', help)
    .action(async (id: string, options: ExportOptions) => {
      using local = await lookInto(options);
      const query = queryOf(local.endpoint(id).id, options, local);
      await write(query, options, local);
      process.exitCode = exitCodes.fine;
    });
}

async function write(query: RunQuery, options: ExportOptions, { stores }: ProjectRuntime): Promise<void> {
  const { format, output, table = format === 'jsonl' ? undefined : 'answers' } = options;
  if (table === undefined) return writeText(sampleLines(query, { stores }), output);
  const columns = columnsOf(table);
  const rows = tableRows(table, query, stores);
  if (format === 'csv') return writeText(csvOf(rows, columns), output);
  if (format === 'jsonl') return writeText(jsonLinesOf(rows), output);
  if (output === undefined || output.endsWith('.gz'))
    throw new ConfigError([{ where: '--output', what: 'expected a file for Parquet, which is packed by itself' }]);
  return writeParquet(rows, columns, output);
}

function queryOf(endpoint: string, options: ExportOptions, { clock }: ProjectRuntime): RunQuery {
  const { last, epoch } = options;
  return {
    endpoint,
    ...timeSpan(options, clock.now()),
    ...(last === undefined ? {} : { last }),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

/** A run at a time: a long history never stands in memory as a whole. */
async function* sampleLines(query: RunQuery, { stores }: Pick<ProjectRuntime, 'stores'>): AsyncGenerator<string> {
  for (const { run, status } of await stores.runs.list(query)) {
    if (status === 'open') continue; // not all of it has arrived
    const samples = await stores.runs.samples(run);
    yield samples.map((sample) => `${jsonText(sample)}\n`).join('');
  }
}
