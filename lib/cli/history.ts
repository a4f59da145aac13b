import type { Command } from 'commander';
import { reportJson } from '../report/model/report-json.ts';
import { historyLines } from '../report/terminal/history-view.ts';
import { type Line, styled } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { modelOf } from './model-of.ts';
import { positiveInteger } from './numbers.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print } from './terminal.ts';

const help = `
Examples:
  $ pinwatch history                      the newest 20 runs of every endpoint
  $ pinwatch history support --last 200   more of one
  $ pinwatch history support --json       a JSON object a line for each endpoint

EVIDENCE is the statistic as a multiple of its alarm threshold; after an alarm
it begins anew, while the verdict stays until the incident is over. EFFECT is
the share of answers that the baseline would not have given, with a 95 %
interval. A narrow terminal leaves columns out, the time first: runs are named
by it. Look further into a run with pinwatch show RUN.
`;

interface HistoryOptions extends PlaceOptions {
  readonly last: number;
}

export function registerHistory(program: Command): void {
  orDeployed(projectCommand(program, 'history [endpoints...]', 'runs and verdicts, newest first'))
    .description('Lists runs with their verdicts, newest first. Sends nothing.')
    .option('-n, --last <runs>', 'how many runs of each endpoint', positiveInteger, 20)
    .addHelpText('after', help)
    .action(async (ids: string[], options: HistoryOptions) => {
      using local = await lookInto(options);
      const endpoints = chosenEndpoints(local, ids);
      for (const [i, endpoint] of endpoints.entries()) {
        const { last } = options;
        // Change points and epochs are read against earlier runs, so more is looked at than is listed.
        const model = await modelOf(endpoint, local, { last: last + 500 });
        if (options.json) process.stdout.write(reportJson(model, { lastRuns: last }));
        else print([...title(endpoint.id, i, endpoints.length), ...historyLines(model, last, outputWidth())]);
      }
      process.exitCode = exitCodes.fine;
    });
}

/** Names the endpoint above its table where there are several tables. */
function title(endpoint: string, index: number, of: number): Line[] {
  if (of === 1) return [];
  return [...(index === 0 ? [] : [[]]), [styled('strong', endpoint)]];
}
