import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { didYouMean } from '../project/did-you-mean.ts';
import { printable } from '../report/words/printable.ts';
import { registerAccept } from './accept.ts';
import { registerAck } from './ack.ts';
import { registerAlerts } from './alerts.ts';
import { registerBacktest } from './backtest.ts';
import { registerBudget } from './budget.ts';
import { registerCapture } from './capture.ts';
import { registerCompare } from './compare.ts';
import { registerComplete } from './complete.ts';
import { registerDemo } from './demo.ts';
import { registerDiff } from './diff.ts';
import { registerErase } from './erase.ts';
import { exitCodesHelp } from './exit-codes.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerHistory } from './history.ts';
import { registerImport } from './import.ts';
import { registerIncidents } from './incidents.ts';
import { registerInit } from './init.ts';
import { registerLint } from './lint.ts';
import { registerMetrics } from './metrics.ts';
import { registerModels } from './models.ts';
import { registerPlan } from './plan.ts';
import { registerPush } from './push.ts';
import { registerReport } from './report.ts';
import { registerReroll } from './reroll.ts';
import { registerRun } from './run.ts';
import { registerSchema } from './schema.ts';
import { registerServe } from './serve.ts';
import { registerShow } from './show.ts';
import { registerSilence } from './silence.ts';
import { registerStatus } from './status.ts';
import { registerVerify } from './verify.ts';
import { registerWatch } from './watch.ts';

const about = [
  'Tells you that the language model behind a pinned ID has silently changed.',
  'Pinwatch replays golden requests against pinned model IDs, keeps every answer, and raises an alarm when the distribution of answers shifts, with a stated number of false alarms a year.',
].join('\n\n');

const firstSteps = `
First steps:
  $ pinwatch init          write pinwatch.yaml and a first golden request
  $ pinwatch lint          check them
  $ pinwatch run           one run of everything that is due
  $ pinwatch watch         small runs on a schedule, until you stop it
  $ pinwatch status        what is known now
${exitCodesHelp}
`;

/** The command line. Every command stands in a file of its own. */
export function pinwatch(): Command {
  const program = new Command('pinwatch')
    .description(about)
    .version(version(), '-v, --version', 'write the version')
    .helpOption('-h, --help', 'explain a command')
    .addHelpCommand(new Command('help').argument('[command]').summary('explain a command').helpGroup('Look:'))
    .configureHelp({
      helpWidth: Math.min(process.stdout.columns ?? 80, 100),
      styleTitle: (text) => styleText('bold', text),
      styleCommandText: (text) => styleText('cyan', text),
      styleSubcommandText: (text) => styleText('cyan', text),
      styleOptionText: (text) => styleText('cyan', text),
    })
    .showHelpAfterError('(add --help for what the command takes)')
    .addHelpText('after', firstSteps)
    .exitOverride();
  // Whoever asked for JSON gets it from `explainWrongUsage`, and no sentences beside it.
  if (process.argv.includes('--json')) program.configureOutput({ writeErr: () => undefined });

  program.commandsGroup('Set up:');
  for (const register of [
    registerInit,
    registerCapture,
    registerImport,
    registerLint,
    registerSchema,
    registerDemo,
    registerPlan,
    registerPush,
  ])
    register(program);
  program.commandsGroup('Watch:');
  for (const register of [registerRun, registerWatch]) register(program);
  program.commandsGroup('Look:');
  for (const register of [
    registerStatus,
    registerHistory,
    registerBudget,
    registerIncidents,
    registerDiff,
    registerExplain,
    registerShow,
    registerReport,
    registerExport,
    registerModels,
    registerServe,
    registerVerify,
  ])
    register(program);
  registerMetrics(program, version());
  program.commandsGroup('Recordings:');
  for (const register of [registerBacktest, registerCompare]) register(program);
  program.commandsGroup('Debug:');
  for (const register of [registerReroll]) register(program);
  program.commandsGroup('Decide:');
  for (const register of [registerAck, registerAccept, registerSilence, registerErase, registerAlerts])
    register(program);
  registerComplete(program);
  return program;
}

/**
 * A command that does not exist is wrong also where `--help` stands behind it: Commander would print the help of the whole
 * program, which looks like an answer to a script that asks whether there is such a command.
 *
 * @throws {CommanderError} after saying what is wrong.
 */
export function refuseUnknownCommand(program: Command, args: readonly string[]): void {
  const [first] = args;
  if (first === undefined || first.startsWith('-')) return;
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (known.includes(first)) return;
  program.error(`error: unknown command '${printable(first)}'${didYouMean(first, known).replace(' (', '\n(')}`);
}

/** The version of the package, which stands above `lib/` in a checkout and above `dist/lib/` once built. */
function version(): string {
  for (const up of ['../..', '../../..']) {
    try {
      const url = new URL(`${up}/package.json`, import.meta.url);
      const { name, version } = JSON.parse(readFileSync(url, 'utf8')) as { name?: string; version: string };
      if (name === 'pinwatch') return version;
    } catch {
      // one level further up
    }
  }
  return 'unknown';
}
