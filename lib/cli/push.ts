import type { Command } from 'commander';
import { plain, style } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { loadedProject, type ProjectOptions, projectCommand } from './project.ts';
import { complain, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch push   to the stack Pinwatch, with your AWS credentials and profile
  $ pinwatch push --stack team-pinwatch

Everything is checked as by pinwatch lint, and that the stack's secrets hold the
API keys and addresses that are needed, and that every endpoint states its price
where the stack has a budget in money. The next run uses what was pushed; a run
that is under way goes on with what it began with. Addresses that functions
cannot reach are warned of.
`;

interface PushOptions extends ProjectOptions {
  readonly stack: string;
}

export function registerPush(program: Command): void {
  projectCommand(program, 'push', 'upload the project to a deployed monitor')
    .description('Uploads the project file and its goldens to a monitor that was deployed with cdk deploy.')
    .option('-s, --stack <name>', 'the stack that was deployed', 'Pinwatch')
    .addHelpText('after', help)
    .action(async (options: PushOptions) => {
      const loaded = await loadedProject(options);
      const { pushProject } = await import('../aws/deployed/open-deployed.ts');
      const { version, uploaded, changed, warnings } = await pushProject(loaded, options.stack);
      process.exitCode = exitCodes.fine;
      if (options.json)
        return printJson({ schema: 'pushed/1', stack: options.stack, version, uploaded, changed, warnings });
      const { project, goldens } = loaded;
      print([
        [style('good', changed ? 'pushed' : 'nothing new'), plain(`  version ${version.slice(0, 12)}`)],
        [plain(`  ${count(project.endpoints.length, 'endpoint')}, ${count(goldens.length, 'golden')}`)],
      ]);
      for (const { where, what } of warnings) complain([[style('warning', where), plain(`  ${what}`)]]);
    });
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
