import type { Command } from 'commander';
import { acceptBaseline } from '../monitor/judge/accept-baseline.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { type Undone, undoAccept } from '../monitor/judge/undo-accept.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { utcTime } from '../report/words/time.ts';
import { confirm } from './confirm.ts';
import { type DecideOptions, decidingDeps, decisionCommand, decisionOf, toldWhen } from './decide.ts';
import { exitCodes } from './exit-codes.ts';
import { decideIn } from './project.ts';
import { complain, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch accept support --why "announced release, answers are fine"
  $ pinwatch accept support --why "prompt v7 went live" --by ana
  $ pinwatch accept support --undo --why "the wrong endpoint"

What is served from now on is learned as the new baseline, and an open incident
is closed. Nothing is forgotten: earlier runs and verdicts stay in the history,
with who accepted and why. With --undo the newest acceptance is taken back: the
baseline before it is gone on with, and its incident is open again. At a
terminal you are asked first; --yes says it beforehand.
`;

interface AcceptOptions extends DecideOptions {
  readonly undo?: true;
  readonly yes?: true;
}

export function registerAccept(program: Command): void {
  decisionCommand(program, 'accept <endpoint>', 'take what is served now as the new baseline')
    .description('Takes what an endpoint serves from now on as its new baseline, and closes its incident.')
    .option('--undo', 'take the newest acceptance back')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', help)
    .action(async (id: string, options: AcceptOptions) => {
      const reason = decisionOf(options);
      using local = await decideIn(options);
      const endpoint = local.endpoint(id);
      const deps = decidingDeps(local, options);
      process.exitCode = exitCodes.fine;
      if (options.undo) {
        const undone = await undoAccept(endpoint, reason, deps);
        return sayUndone(undone, await toldWhen(local, [id]), options);
      }
      if (!options.yes && !(await confirm(await question(id, local)))) {
        complain([[plain('nothing was changed')]]);
        return;
      }
      const { epoch, incident } = await acceptBaseline(endpoint, reason, deps);
      const { baselineRuns } = judgingSettings(endpoint, local.project);
      const when = await toldWhen(local, [id]);
      if (options.json) return printJson({ schema: 'accepted/1', epoch, incident });
      print([
        [style('good', 'accepted'), plain(`  ${id} begins epoch ${epoch.number}, by ${epoch.by}: ${epoch.why}`)],
        [plain(`          its next ${baselineRuns} runs are learned before anything is judged`)],
        ...(incident === undefined ? [] : [[plain(`          incident ${incident.id} is closed${when}`)]]),
      ]);
    });
}

/** What an acceptance would do, for whoever is about to do it. */
async function question(id: string, local: ProjectRuntime): Promise<string> {
  const open = (await local.stores.incidents.active(id)).at(-1);
  const { baselineRuns } = judgingSettings(local.endpoint(id), local.project);
  const closes = open === undefined ? 'It has no open incident.' : `Its incident ${open.id} is closed.`;
  return `${id}: what is served now becomes the baseline; the next ${baselineRuns} runs are learned, and no change is found meanwhile. ${closes} Go on?`;
}

function sayUndone({ epoch, undone, incident, isConfigured }: Undone, when: string, { json }: AcceptOptions): void {
  if (json) {
    printJson({ schema: 'accept-undone/1', epoch, undone, incident, isConfigured });
    return;
  }
  const again = `epoch ${epoch.number} is gone on with, which began ${utcTime(epoch.startedAt)}`;
  print([
    [
      style('good', 'taken back'),
      plain(`  epoch ${undone.number} of ${epoch.endpoint} (by ${undone.by}: ${undone.why})`),
    ],
    [plain(`            ${again}`)],
    ...(incident === undefined ? [] : [[plain(`            incident ${incident.id} is open again${when}`)]]),
    ...(isConfigured
      ? []
      : [
          [
            style(
              'warning',
              '            but the endpoint is configured otherwise by now: its next run leaves that epoch',
            ),
          ],
        ]),
  ]);
}
