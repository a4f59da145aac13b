import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import type { Action } from '../domain/verdict/action.ts';
import { mark } from '../monitor/act/mark.ts';
import { endSilence, silence } from '../monitor/act/silence.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { utcTime } from '../report/words/time.ts';
import { type DecideOptions, decisionCommand, decisionOf } from './decide.ts';
import { exitCodes } from './exit-codes.ts';
import { pointInTime } from './point-in-time.ts';
import { chosenEndpoints, decideIn } from './project.ts';
import { print, printJson } from './terminal.ts';

const silenceHelp = `
Examples:
  $ pinwatch silence support --until 4h --why "migrating the gateway"
  $ pinwatch silence support --until 2026-12-01T08:00:00Z --why "a move"
  $ pinwatch silence support --end --why "done early"

Nothing of the endpoint is told until then: no incident, no fact, no condition.
Runs go on, are judged and marked, and what changed meanwhile is told by the
first run afterwards. Times that are planned stand in pinwatch.yaml as
maintenance, recurring ones too.
`;

const markHelp = `
Examples:
  $ pinwatch mark support --why "prompt v7 is live"
  $ pinwatch mark support --at 30m --why "gateway restarted, half an hour ago"

A mark changes nothing. It stands in the history beside the runs.
`;

interface SilenceOptions extends DecideOptions {
  readonly until?: string;
  readonly end?: true;
}

interface MarkOptions extends DecideOptions {
  readonly at?: string;
}

/** `silence` and `mark`: what people say beforehand, or note. */
export function registerSilence(program: Command): void {
  decisionCommand(program, 'silence <endpoints...>', 'tell nothing of an endpoint for a while')
    .description('Tells nothing of endpoints until a time; runs go on, and what changed is told at the end.')
    .option('--until <time>', 'a duration from now (30m, 4h, 2d) or a time with its offset, at most 90 days')
    .option('--end', 'end the silence now')
    .addHelpText('after', silenceHelp)
    .action(async (ids: string[], options: SilenceOptions) => {
      const decision = decisionOf(options);
      if ((options.until === undefined) === (options.end === undefined))
        throw new ConfigError([{ where: 'silence', what: 'expected one of --until and --end' }]);
      using local = await decideIn(options);
      const { clock } = local;
      const until =
        options.until === undefined ? undefined : pointInTime('--until', options.until, { now: clock.now(), sign: 1 });
      const actions: Action[] = [];
      for (const endpoint of chosenEndpoints(local, ids))
        actions.push(
          until === undefined
            ? (await endSilence(endpoint, decision, local)).action
            : await silence(endpoint, { ...decision, until }, local),
        );
      report(actions, options);
    });
  decisionCommand(program, 'mark <endpoints...>', 'note that something happened')
    .description('Notes that something happened at endpoints, for whoever looks at their history.')
    .option('--at <time>', 'when, as a duration ago (30m) or a time with its offset (now, if left out)')
    .addHelpText('after', markHelp)
    .action(async (ids: string[], options: MarkOptions) => {
      const decision = decisionOf(options);
      using local = await decideIn(options);
      const now = local.clock.now();
      const happenedAt = options.at === undefined ? now : pointInTime('--at', options.at, { now, sign: -1 });
      const actions: Action[] = [];
      for (const endpoint of chosenEndpoints(local, ids))
        actions.push(await mark(endpoint, { ...decision, happenedAt }, local));
      report(actions, options);
    });
}

function report(actions: readonly Action[], { json }: DecideOptions): void {
  process.exitCode = exitCodes.fine;
  if (json) printJson({ schema: 'actions/1', actions });
  else print(actions.map(actionLine));
}

function actionLine(action: Action): Line {
  const { endpoint, by, why } = action;
  const whose = `${endpoint}, by ${by}: ${why}`;
  switch (action.kind) {
    case 'silenced':
      return [style('good', 'silenced'), plain(`  until ${utcTime(action.until)}  ${whose}`)];
    case 'marked':
      return [style('good', 'marked'), plain(`  ${utcTime(action.happenedAt)}  ${whose}`)];
    default:
      return [style('good', 'no longer silenced'), plain(`  ${whose}`)];
  }
}
