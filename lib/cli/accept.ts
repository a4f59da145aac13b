import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { terminalName } from '../alerts/console.ts';
import { ConfigError } from '../domain/errors.ts';
import { acceptBaseline } from '../monitor/judge/accept-baseline.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import { plain, styled } from '../report/terminal/styled-text.ts';
import { exitCodes } from './exit-codes.ts';
import { sayUndelivered } from './make-runs.ts';
import { decideIn, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch accept support --why "announced release, answers are fine"
  $ pinwatch accept support --why "prompt v7 went live" --by ana

What is served from now on is learned as the new baseline, and an open incident
is closed. Nothing is forgotten: earlier runs and verdicts stay in the history,
with who accepted and why.
`;

interface AcceptOptions extends PlaceOptions {
  readonly why: string;
  readonly by?: string;
}

export function registerAccept(program: Command): void {
  orDeployed(projectCommand(program, 'accept <endpoint>', 'take what is served now as the new baseline'))
    .description('Takes what an endpoint serves from now on as its new baseline, and closes its incident.')
    .requiredOption('--why <text>', 'the reason, kept for ever')
    .option('--by <name>', 'who decided (you, if left out)')
    .addHelpText('after', help)
    .action(async (id: string, options: AcceptOptions) => {
      const reason = { by: filled('--by', options.by ?? currentUser()), why: filled('--why', options.why) };
      using local = await decideIn(options);
      const endpoint = local.endpoint(id);
      const sinks = options.stack === undefined ? new Map([...local.sinks, [terminalName, toldHere]]) : local.sinks;
      const deps = { stores: local.stores, clock: local.clock, sinks, onUndelivered: sayUndelivered };
      const { epoch, incident } = await acceptBaseline(endpoint, reason, deps);
      process.exitCode = exitCodes.fine;
      const { baselineRuns } = judgingSettings(endpoint, local.project);
      if (options.json) return printJson({ schema: 'accepted/1', epoch, incident });
      print([
        [styled('good', 'accepted'), plain(`  ${id} begins epoch ${epoch.number}, by ${epoch.by}: ${epoch.why}`)],
        [plain(`          its next ${baselineRuns} runs are learned before anything is judged`)],
        ...(incident === undefined ? [] : [[plain(`          incident ${incident.id} is closed`)]]),
      ]);
    });
}

/** Whoever accepts at this terminal is told by what follows; the next run need not tell them again. */
const toldHere: AlertSink = { send: async () => {} };

function filled(option: string, text: string): string {
  if (text.trim() === '') throw new ConfigError([{ where: option, what: 'expected some text, got none' }]);
  return text.trim();
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a container without a user: --by has to say
  }
}
