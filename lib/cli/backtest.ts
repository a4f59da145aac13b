import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { backtestLines } from '../report/terminal/backtest-view.ts';
import { exitCodes } from './exit-codes.ts';
import { nonNegativeInteger, positiveInteger, positiveNumber } from './numbers.ts';
import { bar, Progress } from './progress.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
The detector learns the baseline, then reads each FILE on its own, run by run,
from the state that the baseline left. Name the baseline's own file among them
to read its remaining runs: that counts false alarms. After an alarm the
detector starts anew and goes on.

Examples:
  $ pinwatch backtest --baseline null.jsonl --baseline-runs 50 \\
      --threshold 8760 null.jsonl changed.jsonl
  $ pinwatch backtest --baseline null.jsonl --false-alarms-per-year 1 \\
      --runs-per-year 8760 changed.jsonl
  $ pinwatch backtest --baseline null.jsonl --threshold 365 --shuffles 20 \\
      --goldens 20 --json changed.jsonl

ALARMED counts the orders with an alarm, FIRST ALARM is the median of the runs
until it. ALARMS A RUN is the mean over all runs and orders: on a recording in
which nothing changed, the promise is at most 1 / THRESHOLD.

Exit codes:
  0  the backtest was made, whatever it found
  2  wrong usage or input; nothing was judged
`;

interface BacktestOptions {
  readonly baseline: string;
  readonly baselineRuns?: number;
  readonly threshold?: number;
  readonly falseAlarmsPerYear?: number;
  readonly runsPerYear?: number;
  readonly shuffles?: number;
  readonly seed: number;
  readonly goldens?: number;
  readonly repetitions?: number;
  readonly channels?: readonly ChannelGroup[];
  readonly effectFloor: number;
  readonly json?: true;
}

/** `pinwatch backtest FILE…` */
export function registerBacktest(program: Command): void {
  program
    .command('backtest <file...>')
    .summary('the detector over recorded runs: delays and false alarms')
    .description(
      'Runs the detector over recorded runs (.jsonl or .jsonl.gz), to see what it would have said, and when.',
    )
    .requiredOption('--baseline <file>', 'recording whose runs are learned')
    .option('--baseline-runs <n>', 'how many of them; all if left out', positiveInteger)
    .option('--threshold <a>', 'average run length between false alarms, of the whole endpoint', positiveNumber)
    .option('--false-alarms-per-year <r>', 'instead of a threshold, with --runs-per-year', positiveNumber)
    .option('--runs-per-year <n>', 'instead of a threshold, with --false-alarms-per-year', positiveNumber)
    .option(
      '--shuffles <k>',
      'repeat with the runs in so many random orders; in order of time if left out',
      positiveInteger,
    )
    .option('--seed <s>', 'seed of the first order; the next ones are s + 1, s + 2 …', nonNegativeInteger, 1)
    .option('--goldens <n>', 'only the first so many goldens', positiveInteger)
    .option('--repetitions <n>', 'only the first so many repetitions', positiveInteger)
    .addOption(
      new Option(
        '--channels <list>',
        'only these groups: text, logprobs; all that the baseline holds if left out',
      ).argParser(channelList),
    )
    .option('--effect-floor <x>', 'the smallest effect (total variation) that may alarm, 0 to 1', proportion, 0)
    .option('--json', 'write JSON for programs')
    .addHelpText('after', help)
    .action(
      async (following: string[], { json, threshold, falseAlarmsPerYear, runsPerYear, ...rest }: BacktestOptions) => {
        const { backtest } = await import('../recordings/backtest.ts');
        const { readRecording } = await import('../recordings/files/read-recording.ts');
        const { systemClock } = await import('../system/clock.ts');
        const request = { ...rest, threshold: thresholdOf({ threshold, falseAlarmsPerYear, runsPerYear }) };
        const progress = new Progress();
        progress.update('reading the recordings');
        const report = await backtest(
          { ...request, following },
          {
            readRecording,
            clock: systemClock,
            onOrder: (done, of) => progress.update(`${bar(done, of)} order ${done} of ${of}`),
          },
        ).finally(() => progress.clear());
        if (json) printJson(report);
        else print(backtestLines(report, { width: outputWidth() }));
        process.exitCode = exitCodes.fine;
      },
    );
}

function thresholdOf({
  threshold,
  falseAlarmsPerYear,
  runsPerYear,
}: {
  readonly threshold: number | undefined;
  readonly falseAlarmsPerYear: number | undefined;
  readonly runsPerYear: number | undefined;
}): number {
  const byYear =
    falseAlarmsPerYear !== undefined && runsPerYear !== undefined ? runsPerYear / falseAlarmsPerYear : undefined;
  const isHalf = (falseAlarmsPerYear === undefined) !== (runsPerYear === undefined);
  const expected = 'expected either --threshold, or --false-alarms-per-year together with --runs-per-year';
  if (isHalf || (threshold === undefined) === (byYear === undefined))
    throw new ConfigError([{ where: 'options', what: expected }]);
  const value = (threshold ?? byYear) as number;
  if (value < 2) throw new ConfigError([{ where: '--threshold', what: `is ${value}, expected at least 2` }]);
  return value;
}

function channelList(text: string): readonly ChannelGroup[] {
  const names = text.split(',').map((name) => name.trim());
  const known: readonly string[] = ['text', 'logprobs'];
  if (names.some((name) => !known.includes(name))) throw new InvalidArgumentError('expected text, logprobs, or both');
  return names as ChannelGroup[];
}

function proportion(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('expected a number from 0 to 1');
  return value;
}
