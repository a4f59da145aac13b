import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import type { SinkAnswer } from '../domain/verdict/sink-answer.ts';
import { mostActions } from '../monitor/act/record-action.ts';
import { sampleAlerts } from '../monitor/tell/sample-alerts.ts';
import { trySinks } from '../monitor/tell/try-sinks.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { fittingTable } from '../report/terminal/text-table.ts';
import { printable } from '../report/words/printable.ts';
import { exitCodes } from './exit-codes.ts';
import { lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { complain, outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch alerts test                     those that pinwatch.yaml names
  $ pinwatch alerts test --stack Pinwatch    those of a deployed monitor, sent from there

A sample of each kind is sent to everybody who is told of alerts, marked as a
test. What begins ends again, so that a pager is left as it was. Exit code 4
says that somebody did not take one.
`;

/** `alerts test`: does everybody hear of it? */
export function registerAlerts(program: Command): void {
  const alerts = program
    .command('alerts')
    .summary('try who is told')
    .description('What is sent to people, and whether it gets through.');
  orDeployed(projectCommand(alerts, 'test', 'send a sample of each kind to everybody'))
    .description('Sends a sample of each kind of alert to everybody who is told, and says what each answered.')
    .addHelpText('after', help)
    .action(async (options: PlaceOptions) => {
      const answers = options.stack === undefined ? await tryHere(options) : await tryThere(options.stack);
      process.exitCode = answers.every(({ taken }) => taken) ? exitCodes.fine : exitCodes.failed;
      if (options.json) printJson({ schema: 'alerts-tested/1', answers });
      else print(answerLines(answers));
    });
}

async function tryHere(options: PlaceOptions): Promise<SinkAnswer[]> {
  using local = await lookInto(options);
  const { sinks, project, clock } = local;
  if (sinks.size === 0)
    throw new ConfigError([{ where: options.config, what: 'expected somebody to tell in `alerts`, got nobody' }]);
  const [endpoint] = project.endpoints;
  if (endpoint === undefined) return [];
  return trySinks(sampleAlerts(endpoint, clock.now()), { sinks, links: project.links });
}

/** Sent by the monitor itself, with its secrets and from its network. */
async function tryThere(stack: string): Promise<readonly SinkAnswer[]> {
  const { openDeployed } = await import('../aws/deployed/open-deployed.ts');
  const { startTick } = await import('../aws/deployed/start-tick.ts');
  using deployed = await openDeployed(stack);
  const tick = await startTick(stack, { samples: true });
  complain([[style('quiet', `started ${tick.execution}`)]]);
  await tick.follow(new AbortController().signal);
  const [endpoint] = deployed.project.endpoints;
  const actions = await deployed.stores.actions.list({ endpoint: endpoint?.id ?? '', last: mostActions });
  const found = actions.findLast((action) => action.kind === 'tried' && action.execution === tick.execution);
  if (found?.kind === 'tried') return found.answers;
  throw new ConfigError([
    {
      where: `stack ${stack}`,
      what: 'expected answers, got none: is what is deployed as new as this command? (cdk deploy)',
    },
  ]);
}

function answerLines(answers: readonly SinkAnswer[]) {
  const heads = [{ head: 'WHO' }, { head: 'KIND' }, { head: 'ANSWER' }];
  const rows = answers.map(({ sink, kind, taken, why = '' }) => [
    style('strong', printable(sink)),
    plain(kind),
    taken ? style('good', 'taken') : style('alarm', printable(why)),
  ]);
  return fittingTable(heads, rows, outputWidth(), []);
}
