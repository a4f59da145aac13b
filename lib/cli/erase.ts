import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { ConfigError, throwIfAny } from '../domain/errors.ts';
import type { EraseDeps, Erased } from '../monitor/erase/erase.ts';
import type { ToErase } from '../monitor/erase/to-erase.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { plural } from '../report/words/format.ts';
import { exitCodes } from './exit-codes.ts';
import { decideIn, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch erase --golden refund-email         what would be erased
  $ pinwatch erase --golden refund-email --yes   for good
  $ echo "Ana Lopez" | pinwatch erase --text - --yes

Answers leave their runs, examples their verdicts, goldens the archive.
Verdicts, rates and the baseline stay: they are numbers. A golden that is still
in use is taken out of the project first. Reports, exports and backups that
were made are yours to erase.

Exit codes:
  0  done, or nothing to do
  2  wrong input
  3  something may be left: a run was under way, or could not be read
`;

interface EraseOptions extends PlaceOptions {
  readonly golden?: string;
  readonly text?: string;
  readonly yes?: true;
}

export function registerErase(program: Command): void {
  orDeployed(projectCommand(program, 'erase', 'erase a golden, or a text wherever it stands'))
    .description('Erases everything of one golden, or whatever holds a text, from all that is stored.')
    .option('--golden <id>', 'everything of this golden: its versions, its answers, its examples')
    .option('--text <text>', 'whatever holds this text, e.g. a name; - reads it from standard input')
    .option('--yes', 'erase for good')
    .addHelpText('after', help)
    .action(async (options: EraseOptions) => {
      const what = await readChoice(options);
      using place = await decideIn(options);
      refuseUsed(what, place, options);
      const { erase } = await import('../monitor/erase/erase.ts');
      const erased = await erase(what, depsOf(place, options.yes === true));
      process.exitCode = erased.open.length + erased.unreadable.length > 0 ? exitCodes.inconclusive : exitCodes.fine;
      if (options.json) return printJson({ schema: 'erased/1', erased: options.yes === true, ...erased });
      print(lines(erased, options.yes === true));
    });
}

async function readChoice({ golden, text }: EraseOptions): Promise<ToErase> {
  const { everythingOf, everythingWith } = await import('../monitor/erase/to-erase.ts');
  if ((golden === undefined) === (text === undefined))
    throw new ConfigError([{ where: 'erase', what: 'expected either --golden or --text' }]);
  if (golden !== undefined) return everythingOf(golden);
  const given = (text === '-' ? await textOf(process.stdin) : (text ?? '')).trim();
  if (given.length < 3) throw new ConfigError([{ where: '--text', what: 'expected 3 characters or more' }]);
  return everythingWith(given);
}

/** What is still replayed would be back with the next run. */
function refuseUsed(what: ToErase, { everyGolden }: ProjectRuntime, { stack }: EraseOptions): void {
  const how = stack === undefined ? 'its file' : 'its file, then pinwatch push';
  const used = everyGolden.filter((golden) => what.isInGolden(golden));
  throwIfAny(
    used.map(({ id }) => ({ where: `golden ${id}`, what: `is in use: take it out of ${how}, and erase then` })),
  );
}

/** Without `isMeant`, all is looked at and nothing changed. */
function depsOf({ stores, erasure }: ProjectRuntime, isMeant: boolean): EraseDeps {
  if (erasure === undefined) throw new Error('every place that commands work on can erase');
  if (isMeant) return { stores, erasure };
  const nothing = async () => {};
  const { runs, judgements } = stores;
  return {
    stores: {
      runs,
      judgements: { ...judgements, get: (run) => judgements.get(run), put: nothing } as typeof judgements,
    },
    erasure: {
      sealedRuns: () => erasure.sealedRuns(),
      goldens: () => erasure.goldens(),
      replaceSamples: nothing,
      removeGolden: nothing,
      finish: nothing,
    },
  };
}

function lines({ runs, answers, verdicts, goldens, open, unreadable }: Erased, isDone: boolean): Line[] {
  const counts = `${plural(answers, 'answer')} of ${plural(runs, 'run')}, examples of ${plural(verdicts, 'verdict')}, ${plural(goldens, 'version')} of goldens`;
  return [
    [isDone ? style('good', 'erased') : style('strong', 'would erase'), plain(`  ${counts}`)],
    ...(isDone || answers + verdicts + goldens === 0 ? [] : [[style('quiet', 'Nothing was erased yet: add --yes.')]]),
    ...(open.length === 0
      ? []
      : [[style('warning', `! ${plural(open.length, 'run')} under way: erase again once it is over`)]]),
    ...(unreadable.length === 0
      ? []
      : [[style('warning', `! ${plural(unreadable.length, 'run')} cannot be read: ${unreadable.join(', ')}`)]]),
  ];
}
