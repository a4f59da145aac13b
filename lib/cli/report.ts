import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { renderHtmlReport } from '../report/html/page.ts';
import { reportJson } from '../report/model/report-json.ts';
import { plain, styled } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { modelOf } from './model-of.ts';
import { writePrivately } from './private-file.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print } from './terminal.ts';

const help = `
Examples:
  $ pinwatch report                           a page for each endpoint
  $ pinwatch report support -o support.html   one page, where you want it
  $ pinwatch report support --json            the same for a program

The page opens from a file and loads nothing. It holds answers of the model:
treat it as customer data.
`;

interface ReportOptions extends PlaceOptions {
  readonly output?: string;
}

export function registerReport(program: Command): void {
  orDeployed(projectCommand(program, 'report [endpoints...]', 'an HTML page with plots and examples'))
    .description('Writes an HTML page about each endpoint: verdict, evidence over time, what changed, examples.')
    .option('-o, --output <path>', 'a file that ends in .html for one endpoint, or a folder', 'pinwatch-report')
    .addHelpText('after', help)
    .action(async (ids: string[], { output = 'pinwatch-report', ...options }: ReportOptions) => {
      using local = await lookInto(options);
      const endpoints = chosenEndpoints(local, ids);
      if (output.endsWith('.html') && endpoints.length > 1)
        throw new ConfigError([
          { where: '--output', what: `expected a folder for ${endpoints.length} endpoints, got ${output}` },
        ]);
      for (const endpoint of endpoints) {
        const model = await modelOf(endpoint, local);
        if (options.json) {
          process.stdout.write(reportJson(model));
          continue;
        }
        const file = output.endsWith('.html') ? output : join(output, `${endpoint.id}.html`);
        await writePrivately(file, [renderHtmlReport(model)]);
        print([[styled('strong', endpoint.id), plain(`  ${file}  `), styled('quiet', pathToFileURL(file).href)]]);
      }
      process.exitCode = exitCodes.fine;
    });
}
