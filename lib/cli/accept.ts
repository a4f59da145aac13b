import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { terminalName } from '../alerts/console.ts';
import { ConfigError } from '../domain/errors.ts';
import { acceptBaseline } from '../monitor/judge/accept-baseline.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { type Undone, undoAccept } from '../monitor/judge/undo-accept.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import { plain, styled } from '../report/terminal/styled-text.ts';
import { utcTime } from '../report/words/time.ts';
import { exitCodes } from './exit-codes.ts';
import { sayUndelivered } from './make-runs.ts';
import { decideIn, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch accept support --why "announced release, answers are fine"
  $ pinwatch accept support --why "prompt v7 went live" --by ana
  $ pinwatch accept support --undo --why "the wrong endpoint"

What is served from now on is learned as the new baseline, and an open incident
is closed. Nothing is forgotten: earlier runs and verdicts stay in the history,
with who accepted and why. With --undo the newest acceptance is taken back: the
baseline before it is gone on with, and its incident is open again.
`;

interface AcceptOptions extends PlaceOptions {
  readonly why: string;
  readonly by?: string;
  readonly undo?: true;
}

export function registerAccept(program: Command): void {
  orDeployed(projectCommand(program, 'accept <endpoint>', 'take what is served now as the new baseline'))
    .description('Takes what an endpoint serves from now on as its new baseline, and closes its incident.')
    .requiredOption('--why <text>', 'the reason, kept for ever')
    .option('--by <name>', 'who decided (you, if left out)')
    .option('--undo', 'take the newest acceptance back')
    .addHelpText('after', help)
    .action(async (id: string, options: AcceptOptions) => {
      const reason = { by: requireText('--by', options.by ?? currentUser()), why: requireText('--why', options.why) };
      using local = await decideIn(options);
      const endpoint = local.endpoint(id);
      const sinks = options.stack === undefined ? new Map([...local.sinks, [terminalName, toldHere]]) : local.sinks;
      const deps = { stores: local.stores, clock: local.clock, sinks, onUndelivered: sayUndelivered };
      process.exitCode = exitCodes.fine;
      if (options.undo) return sayUndone(await undoAccept(endpoint, reason, deps), options);
      const { epoch, incident } = await acceptBaseline(endpoint, reason, deps);
      const { baselineRuns } = judgingSettings(endpoint, local.project);
      if (options.json) return printJson({ schema: 'accepted/1', epoch, incident });
      print([
        [styled('good', 'accepted'), plain(`  ${id} begins epoch ${epoch.number}, by ${epoch.by}: ${epoch.why}`)],
        [plain(`          its next ${baselineRuns} runs are learned before anything is judged`)],
        ...(incident === undefined ? [] : [[plain(`          incident ${incident.id} is closed`)]]),
      ]);
    });
}

function sayUndone({ epoch, undone, incident, isConfigured }: Undone, { json }: AcceptOptions): void {
  if (json) {
    printJson({ schema: 'accept-undone/1', epoch, undone, incident, isConfigured });
    return;
  }
  const again = `epoch ${epoch.number} is gone on with, which began ${utcTime(epoch.startedAt)}`;
  print([
    [
      styled('good', 'taken back'),
      plain(`  epoch ${undone.number} of ${epoch.endpoint} (by ${undone.by}: ${undone.why})`),
    ],
    [plain(`            ${again}`)],
    ...(incident === undefined ? [] : [[plain(`            incident ${incident.id} is open again`)]]),
    ...(isConfigured
      ? []
      : [
          [
            styled(
              'warning',
              '            but the endpoint is configured otherwise by now: its next run leaves that epoch',
            ),
          ],
        ]),
  ]);
}

/** Whoever accepts at this terminal is told by what follows; the next run need not tell them again. */
const toldHere: AlertSink = { send: async () => {} };

function requireText(option: string, text: string): string {
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
