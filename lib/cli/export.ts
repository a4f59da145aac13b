import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { writePrivately } from '../local/private-file.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { jsonText } from '../report/words/json-text.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { lookInto, orDeployed, type PlaceOptions } from './project.ts';

const help = `
Examples:
  $ pinwatch export support > support.jsonl
  $ pinwatch export support --last 200 -o support.jsonl.gz
  $ pinwatch backtest --baseline support.jsonl.gz support.jsonl.gz

One JSON object a line, one line an answer: the recorded-runs format that
backtest and compare read. The lines hold answers of the model: treat them as
customer data.
`;

interface ExportOptions extends Omit<PlaceOptions, 'json'> {
  readonly last?: number;
  readonly epoch?: number;
  readonly output?: string;
}

export function registerExport(program: Command): void {
  orDeployed(program.command('export <endpoint>'))
    .summary('recorded runs as JSON Lines')
    .description('Writes the recorded runs of an endpoint as JSON Lines, oldest first. Sends nothing.')
    .option('-c, --config <file>', 'the project file', 'pinwatch.yaml')
    .option('-n, --last <runs>', 'only so many of the newest runs', positiveInteger)
    .option('-e, --epoch <number>', 'only runs of this epoch', positiveInteger)
    .option('-o, --output <file>', 'write to a file, packed if it ends in .gz')
    .addHelpText('after', help)
    .action(async (id: string, options: ExportOptions) => {
      using local = await lookInto(options);
      const lines = sampleLines(local.endpoint(id).id, options, local);
      const { output } = options;
      if (output === undefined) await pipeline(Readable.from(lines), process.stdout, { end: false });
      else await writePrivately(output, lines);
      process.exitCode = exitCodes.fine;
    });
}

/** A run at a time: a long history never stands in memory as a whole. */
async function* sampleLines(
  endpoint: string,
  { last, epoch }: ExportOptions,
  { stores }: ProjectRuntime,
): AsyncGenerator<string> {
  const query = { endpoint, ...(last === undefined ? {} : { last }), ...(epoch === undefined ? {} : { epoch }) };
  for (const { run, status } of await stores.runs.list(query)) {
    if (status === 'open') continue; // not all of it has arrived
    const samples = await stores.runs.samples(run);
    yield samples.map((sample) => `${jsonText(sample)}\n`).join('');
  }
}
