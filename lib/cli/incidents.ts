import type { Command } from 'commander';
import { listIncidents, type ToldIncident } from '../history/list-incidents.ts';
import { incidentsOfRemoved } from '../monitor/removed-endpoints.ts';
import { incidentLines } from '../report/terminal/incidents-view.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { exitCodes } from './exit-codes.ts';
import { pageSize } from './numbers.ts';
import { endpointsOfIncidents, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { removedLines } from './removed-lines.ts';
import { outputWidth, print, printJson } from './terminal.ts';
import { type TimeOptions, timeHelp, timeSpan } from './time-span.ts';

const help = `
Examples:
  $ pinwatch incidents                       the newest 20 of all endpoints
  $ pinwatch incidents --open                those that still go on
  $ pinwatch incidents support --from 30d    those that went on since then

Look into one with pinwatch show INCIDENT. One of an endpoint that is not in the
project any more is listed until somebody closes it (pinwatch resolve).
${timeHelp}
`;

interface IncidentsOptions extends PlaceOptions, TimeOptions {
  readonly last: number;
  readonly open?: true;
}

export function registerIncidents(program: Command): void {
  orDeployed(projectCommand(program, 'incidents [endpoints...]', 'changes that were detected, newest first'))
    .description('Lists incidents, the ones opened last first. Sends nothing.')
    .option('--open', 'only those that somebody is still to act on')
    .option('--on <day>', 'those that went on at any time of a day')
    .option('--from <time>', 'those that went on after this time')
    .option('--to <time>', 'those that had been opened before this time')
    .option('--utc', 'times are UTC, not those of this machine')
    .option('-n, --last <incidents>', 'how many, at most 500', pageSize, 20)
    .addHelpText('after', help)
    .action(async (ids: string[], options: IncidentsOptions) => {
      using local = await lookInto(options);
      const removed = ids.length > 0 ? [] : await incidentsOfRemoved(local);
      const named = ids.length > 0 ? await endpointsOfIncidents(local, ids) : local.project.endpoints;
      const endpoints = [...named.map(({ id }) => id), ...removed.map(({ endpoint }) => endpoint)];
      const span = timeSpan(options, local.clock.now());
      const query = { endpoints, ...span, active: options.open, limit: options.last };
      const { items, next } = await listIncidents(query, local.stores);
      if (options.json) printJson({ schema: 'incidents/1', incidents: items, next });
      else
        print(
          items.length === 0
            ? [[plain('no incidents')]]
            : [
                ...incidentLines(items, outputWidth()),
                [],
                ...removedLines(removed, options),
                ...lookLine(items, next !== undefined, options),
              ],
        );
      process.exitCode = exitCodes.fine;
    });
}

function lookLine([newest]: readonly ToldIncident[], isMore: boolean, place: CommandPlace): Line[] {
  const more: Line[] = isMore
    ? [[style('quiet', 'there are more: --last shows up to 500, --from and --to others')]]
    : [];
  return newest === undefined
    ? more
    : [...more, [plain('what changed: '), style('command', commandText(`show ${newest.incident.id}`, place))]];
}
