import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { gatherLongReport } from '../history/gather-long-report.ts';
import { gatherReport } from '../history/gather-report.ts';
import { writePrivately } from '../local/private-file.ts';
import { type IndexEntry, renderHtmlIndex } from '../report/html/index-page.ts';
import { renderHtmlReport } from '../report/html/page.ts';
import { reportJson } from '../report/model/report-json.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print } from './terminal.ts';

const help = `
Examples:
  $ pinwatch report                           a page an endpoint, and an index
  $ pinwatch report support -o support.html   one page, where you want it
  $ pinwatch report support --json            the newest 500 runs for a program

The page shows the runs around the newest change and the newest ones in full,
and up to 10,000 in outline. --json has the newest 500 runs, or --last; isCut
says whether there are older ones. Everything, however long, one run after
another: pinwatch export.

The page opens from a file and loads nothing. It holds answers of the model:
treat it as customer data.
`;

/** Runs of `--json`. */
const usualLast = 500;

interface ReportOptions extends PlaceOptions {
  readonly last?: number;
  readonly output?: string;
}

export function registerReport(program: Command): void {
  orDeployed(projectCommand(program, 'report [endpoints...]', 'an HTML page with plots and examples'))
    .description('Writes an HTML page about each endpoint: verdict, evidence over time, what changed, examples.')
    .option('-o, --output <path>', 'a file that ends in .html for one endpoint, or a folder', 'pinwatch-report')
    .option('-n, --last <runs>', 'with --json: so many of the newest runs (default: 500)', positiveInteger)
    .addHelpText('after', help)
    .action(async (ids: string[], { output = 'pinwatch-report', ...options }: ReportOptions) => {
      if (options.last !== undefined && !options.json)
        throw new ConfigError([{ where: '--last', what: 'expected with --json; a page shows what there is to see' }]);
      using local = await lookInto(options);
      const endpoints = chosenEndpoints(local, ids);
      if (output.endsWith('.html') && endpoints.length > 1)
        throw new ConfigError([
          { where: '--output', what: `expected a folder for ${endpoints.length} endpoints, got ${output}` },
        ]);
      // An index leads over all endpoints: it is written with all of them, and to where one of them cannot be in its place.
      const isWhole = ids.length === 0 && endpoints.length > 1 && endpoints.every(({ id }) => `${id}.html` !== index);
      const entries: IndexEntry[] = [];
      for (const endpoint of endpoints) {
        if (options.json) {
          process.stdout.write(
            reportJson(await gatherReport(endpoint, local.project, local, { last: options.last ?? usualLast })),
          );
          continue;
        }
        const model = await gatherLongReport(endpoint, local.project, local);
        const file = output.endsWith('.html') ? output : join(output, `${endpoint.id}.html`);
        await write(endpoint.id, file, renderHtmlReport(model, isWhole ? { index } : {}));
        entries.push({ model, file: basename(file) });
      }
      const generatedAt = entries.at(-1)?.model.generatedAt;
      if (isWhole && generatedAt !== undefined)
        await write('all endpoints', join(output, index), renderHtmlIndex(entries, generatedAt));
      process.exitCode = exitCodes.fine;
    });
}

const index = 'index.html';

async function write(name: string, file: string, html: string): Promise<void> {
  await writePrivately(file, [html]);
  print([[style('strong', name), plain(`  ${file}  `), style('quiet', pathToFileURL(file).href)]]);
}
