import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { type ImportOutputOptions, printImport } from './import-report.ts';
import { stopOnInterrupt } from './stopping.ts';

const help = `
Examples:
  $ pinwatch capture recordings/*.jsonl        a golden for each request
  $ pinwatch capture recordings/*.jsonl -n     what would become of them

Reads what recordingFetch recorded (docs/capture.md), .jsonl and .jsonl.gz.
Requests that are goldens already and repeated ones are left out; nothing is
written over. Goldens hold prompts: treat them as customer data.

Exit codes:
  0    done
  1    done, but some recordings could not be read, and are named
  2    wrong usage or input, or --strict and a recording that cannot be read;
       nothing was written
  130  stopped by Ctrl-C; nothing was written
`;

interface CaptureOptions extends ImportOutputOptions {
  readonly into: string;
  readonly strict?: true;
}

export function registerCapture(program: Command): void {
  program
    .command('capture <files...>')
    .summary('make goldens of recorded requests')
    .description('Makes golden requests of recordings: the exact bodies that went over the wire.')
    .option('-i, --into <folder>', 'folder of the goldens', 'goldens')
    .option('--strict', 'write nothing if any recording cannot be read')
    .option('-n, --dry-run', 'say what would be written, and write nothing')
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(async (files: string[], options: CaptureOptions) => {
      const { importRecordings } = await import('../import/files/import-files.ts');
      using stop = stopOnInterrupt(() => {});
      const { into, dryRun, strict } = options;
      const report = await importRecordings({ files, into, dryRun, strict, stop });
      printImport('capture/1', report, options);
      process.exitCode = report.notImported.length > 0 ? exitCodes.drift : exitCodes.fine;
    });
}
