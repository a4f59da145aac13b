import { type Command, InvalidArgumentError } from 'commander';
import { comparisonLines } from '../report/terminal/comparison-view.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch compare last-week.jsonl.gz today.jsonl.gz
  $ pinwatch compare gpt-4.1.jsonl gpt-5.jsonl --json

Whole runs are shuffled where both sides have enough of them (4 and 4, or 1 and
19); the p-value then holds however much the draws of one run have in common.
With fewer runs single draws are shuffled, and the output says what that
assumes. One draw of each golden on each side is enough to see what changed in
the same way on 30 goldens or more: wording, language, style, length, format.

Exit codes:
  0  no change shown: the p-value is above alpha
  1  changed, whatever the draws of one run have in common: whole runs were
     shuffled, or nearly all of at least 39 goldens moved the same way
  2  wrong usage or input; nothing was compared
  3  nothing sure: changed only if draws are independent, or no p-value could
     have been as small as alpha

The output quotes answers of the model: treat it as customer data.
`;

interface CompareOptions {
  readonly alpha: number;
  readonly permutations: number;
  readonly seed: string;
  readonly json?: true;
}

/** `pinwatch compare BEFORE AFTER` */
export function registerCompare(program: Command): void {
  program
    .command('compare <before> <after>')
    .summary('two recordings: did the answers change, how much, where')
    .description('Compares two recordings of the same goldens (.jsonl or .jsonl.gz), any number of runs each.')
    .option('--alpha <p>', 'a p-value of at most this counts as a change', proportion, 0.05)
    .option('--permutations <n>', 'random labellings; all of them where there are no more', positiveInteger, 1999)
    .option('--seed <text>', 'equal seeds give equal results', '1')
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(async (before: string, after: string, { json, ...options }: CompareOptions) => {
      const { compareRecordings } = await import('../recordings/compare.ts');
      const { readRecording } = await import('../recordings/files/read-recording.ts');
      const comparison = await compareRecordings({ before, after, ...options }, { readRecording });
      if (json) printJson(comparison);
      else print(comparisonLines(comparison, { width: outputWidth() }));
      process.exitCode = exitCodeOf[comparison.verdict];
    });
}

const exitCodeOf = {
  changed: exitCodes.drift,
  'changed-if-draws-are-independent': exitCodes.inconclusive,
  'no-change-shown': exitCodes.fine,
  'cannot-tell': exitCodes.inconclusive,
} as const;

/** A number between 0 and 1, as an option's value. */
function proportion(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1))
    throw new InvalidArgumentError('expected a number between 0 and 1');
  return value;
}
