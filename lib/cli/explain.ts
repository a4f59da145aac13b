import type { Command } from 'commander';
import { explainRun } from '../history/explain-run.ts';
import { explainLines } from '../report/terminal/explain-view.ts';
import { exitCodes } from './exit-codes.ts';
import { foundRun } from './found-run.ts';
import { lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch explain support                      the newest run of an endpoint
  $ pinwatch explain 20261122T090000000Z-support    a run, as history names it

Judges the run again from the answers that are stored, as if it were its time,
and holds the numbers against those of then. Reads up to 500 runs: of a long
history it takes a minute.
`;

export function registerExplain(program: Command): void {
  orDeployed(projectCommand(program, 'explain [run]', 'why a run has its verdict, number by number'))
    .description(
      'Says number by number why a run has its verdict, made again from what is stored. Sends nothing, changes nothing.',
    )
    .addHelpText('after', help)
    .action(async (name: string | undefined, options: PlaceOptions) => {
      using local = await lookInto(options);
      const run = await foundRun(name, local, options);
      const explained = await explainRun(run.run, local.endpoint(run.endpoint), local.project, local.stores);
      if (options.json) printJson({ schema: 'explain/1', ...explained });
      else print(explainLines(explained, local.project.falseAlarmsPerYear, outputWidth()));
      process.exitCode = exitCodes.fine;
    });
}
