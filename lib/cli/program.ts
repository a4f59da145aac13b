import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command } from 'commander';
import { didYouMean } from '../project/did-you-mean.ts';
import { printable } from '../report/words/printable.ts';
import { type CommandFile, commandGroups } from './commands.ts';
import { exitCodesHelp } from './exit-codes.ts';

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

/**
 * The command line, with the command that is asked for, and with all of them where the first word names none: the help of
 * the whole program, completion, a mistyped command. Every command stands in a file of its own.
 *
 * @param args what stands behind `pinwatch`.
 */
export async function pinwatch(args: readonly string[]): Promise<Command> {
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

  const isAskedFor = ({ names }: CommandFile) => names.some((name) => name === args[0]);
  const files = Object.entries(commandGroups).flatMap(([group, members]) =>
    members.map((file) => ({ group, ...file })),
  );
  const asked = files.filter(isAskedFor);
  for (const { group, load } of asked.length > 0 ? asked : files) {
    const register = await load();
    program.commandsGroup(group);
    register(program, version());
  }
  if (asked.length === 0) (await import('./complete.ts')).registerComplete(program);
  return program;
}

/**
 * A command that does not exist is wrong also where `--help` stands behind it: Commander would print the help of the whole
 * program, which looks like an answer to a script that asks whether there is such a command.
 *
 * @throws {CommanderError} after saying what is wrong.
 */
export function refuseUnknownCommand(program: Command, args: readonly string[]): void {
  const [first] = args[0] === 'help' ? args.slice(1) : args;
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
