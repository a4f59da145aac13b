import { type Command, Option } from 'commander';
import { Api } from '../domain/endpoint/api.ts';
import { ConfigError } from '../domain/errors.ts';
import { exitCodes } from './exit-codes.ts';
import { type ImportOutputOptions, printImport } from './import-report.ts';
import { stopOnInterrupt } from './stopping.ts';

const help = `
Formats:
  openai-batch     input files of the OpenAI Batch API
  anthropic-batch  requests of Anthropic Message Batches
  bedrock-batch    input files of Bedrock batch inference
                   (--api bedrock.converse for Converse jobs)
  bedrock-log      Bedrock model invocation logs
  otel             OpenTelemetry GenAI spans, OTLP in JSON
  langfuse         exports of Langfuse: observations, traces, dataset items
  langsmith        exports of LangSmith: runs, examples
  promptfoo        a promptfoo configuration; only {{ variables }} are filled in

Examples:
  $ pinwatch import openai-batch batch.jsonl
  $ pinwatch import bedrock-log logs/*.json.gz --into goldens/support
  $ pinwatch import otel spans.jsonl --dry-run

Batch files and invocation logs hold the exact bodies. Of spans, exports and
configurations a request is put together again: such goldens are marked
reconstructed and say what is missing. Nothing is written over.

Exit codes:
  0    done
  2    wrong usage or input; nothing was written
  130  stopped by Ctrl-C; nothing was written
`;

interface ImportOptions extends ImportOutputOptions {
  readonly into: string;
  readonly api?: Api;
}

export function registerImport(program: Command): void {
  program
    .command('import <format> <files...>')
    .summary('make goldens of what other tools hold')
    .description('Makes golden requests of batch files, logs, traces and configurations of other tools.')
    .option('-i, --into <folder>', 'folder of the goldens', 'goldens')
    .addOption(
      new Option('-a, --api <name>', 'API to write the goldens for, where the format does not say').choices(
        Api.options,
      ),
    )
    .option('-n, --dry-run', 'say what would be written, and write nothing')
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(async (format: string, files: string[], { api, ...options }: ImportOptions) => {
      const { formats, importFiles } = await import('../import/files/import-files.ts');
      if (!isOneOf(format, formats)) {
        const what = `expected one of ${Object.keys(formats).join(', ')}, got "${format}"`;
        throw new ConfigError([{ where: 'format', what }]);
      }
      using stop = stopOnInterrupt(() => {});
      const report = await importFiles(format, { files, into: options.into, api, dryRun: options.dryRun, stop });
      printImport('import/1', report, options);
      process.exitCode = exitCodes.fine;
    });
}

function isOneOf<T extends object>(name: string, known: T): name is Extract<keyof T, string> {
  return Object.hasOwn(known, name);
}
