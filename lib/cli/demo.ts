import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { type Ending, rolloutShare, type SilentChange, silentChanges } from '../demo/story.ts';
import { percent } from '../report/words/format.ts';
import { DemoView } from './demo-view.ts';
import { exitCodes } from './exit-codes.ts';
import { stopOnInterrupt } from './stopping.ts';
import { hasColour } from './terminal.ts';

const help = `
Examples:
  $ pinwatch demo                      the provider updates the weights
  $ pinwatch demo --change rollout     ... for ${percent(rolloutShare)} of requests
  $ pinwatch demo --change quantized   ... it serves a smaller copy of them
  $ pinwatch demo --no-change          nothing happens, and nothing is said
  $ pinwatch demo --stay               ... and the model stays up afterwards

A small real model is served on this machine and watched as any other endpoint;
nothing leaves the machine and no key is needed. It needs the model
(pinwatch-demo) and its engine (node-llama-cpp), which a checkout brings along.

Exit codes:
  0  it came as it should: an alarm after the change, or none without one
  1  a false alarm
  2  wrong usage, or the model engine is not installed
  3  the change was not detected, or you stopped it
`;

interface DemoCommandOptions {
  readonly change: SilentChange | false;
  readonly into: string;
  readonly seed?: string;
  readonly stay?: true;
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .summary('watch a real model on this machine change silently')
    .description('Watches a small real model on this machine, lets it change silently, and shows the alarm.')
    .addOption(new Option('--change <what>', 'what the provider does').choices(silentChanges).default('update'))
    .option('--no-change', 'the provider does nothing')
    .option('--into <folder>', 'the project to make; an earlier demo is made anew', 'pinwatch-demo')
    .option('--seed <text>', 'equal seeds give equal plans; answers are drawn anew')
    .option('--stay', 'keep the model up afterwards, until Ctrl-C')
    .addHelpText('after', help)
    .action(async ({ change, into, seed = randomBytes(4).toString('hex'), stay }: DemoCommandOptions) => {
      const { consoleSink } = await import('../alerts/console.ts');
      const { runDemo } = await import('../demo/run-demo.ts');
      const { stdout } = process;
      const view = new DemoView(consoleSink({ stream: stdout, color: hasColour(stdout), next: () => [] }));
      using stop = stopOnInterrupt(() => view.stopping());
      const ending = await runDemo(
        { into, seed, stay: stay === true, change: change === false ? undefined : change },
        view,
        stop,
      );
      process.exitCode = exitCodeOf(ending);
    });
}

function exitCodeOf({ kind }: Ending): number {
  if (kind === 'false-alarm') return exitCodes.drift;
  return kind === 'missed' || kind === 'stopped' ? exitCodes.inconclusive : exitCodes.fine;
}
