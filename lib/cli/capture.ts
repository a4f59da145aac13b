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
  2    wrong usage or input; nothing was written
  130  stopped by Ctrl-C; nothing was written
`;

interface CaptureOptions extends ImportOutputOptions {
  readonly into: string;
}

export function registerCapture(program: Command): void {
  program
    .command('capture <files...>')
    .summary('make goldens of recorded requests')
    .description('Makes golden requests of recordings: the exact bodies that went over the wire.')
    .option('-i, --into <folder>', 'folder of the goldens', 'goldens')
    .option('-n, --dry-run', 'say what would be written, and write nothing')
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(async (files: string[], options: CaptureOptions) => {
      const { importRecordings } = await import('../import/files/import-files.ts');
      using stop = stopOnInterrupt(() => {});
      const report = await importRecordings({ files, into: options.into, dryRun: options.dryRun, stop });
      printImport('capture/1', report, options);
      process.exitCode = exitCodes.fine;
    });
}
