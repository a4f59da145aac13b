import type { Command } from 'commander';
import { compareRuns } from '../history/compare-runs.ts';
import { diffLines } from '../report/terminal/diff-view.ts';
import { exitCodes } from './exit-codes.ts';
import { lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch diff 20261117T090000000Z-support 20261118T090000000Z-support
  $ pinwatch diff RUN RUN --golden refund    one golden, with every answer

Runs are named as history names them. ALSO BEFORE counts answers of the later
run that the earlier one gave too, word for word. The output holds answers of
the model: treat it as customer data.
`;

export function registerDiff(program: Command): void {
  orDeployed(projectCommand(program, 'diff <before> <after>', 'two runs side by side, golden by golden'))
    .description('Shows two runs side by side: each golden at the point where its answers part. Sends nothing.')
    .option('-g, --golden <id>', 'only this golden, or node of chains (TREE › NODE), with every answer')
    .addHelpText('after', help)
    .action(async (before: string, after: string, options: PlaceOptions & { readonly golden?: string }) => {
      using local = await lookInto(options);
      const { golden } = options;
      const compared = await compareRuns([before, after], local.stores, golden);
      if (options.json)
        printJson({
          schema: 'diff/1',
          before: compared.before.run,
          after: compared.after.run,
          goldens: compared.goldens,
        });
      else print(diffLines(compared, outputWidth()));
      process.exitCode = exitCodes.fine;
    });
}
