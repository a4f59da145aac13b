import { type Command, InvalidArgumentError } from 'commander';
import { hashBytes } from '../domain/content-hash.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { durationSeconds } from '../domain/project/project.ts';
import { type Reroll, usualDraws } from '../domain/verdict/reroll.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import { rerollLines } from '../report/terminal/reroll-view.ts';
import { count, percent, plural } from '../report/words/format.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { bar, Progress } from './progress.ts';
import { loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { stopOnInterrupt } from './stopping.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch reroll ticket                    200 draws: how often does it fail?
  $ pinwatch reroll ticket --prove-below 1%   stop as soon as it is clear
  $ pinwatch reroll ticket -n 400 --over 2h   spread over the load of two hours
  $ pinwatch reroll ticket -o ticket.jsonl    keep the draws, e.g. for compare
  $ pinwatch reroll failing.yaml -e support   a request that is not watched

A failure that cannot be reproduced has a rate all the same. Draws are judged
one by one in a way that allows for looking after each of them; without
--prove-below or --within all of them are made. Nothing enters the history.

Exit codes:
  0  no draw failed, or with --prove-below: the rate is shown to be below
  1  draws failed, or with --prove-below: the rate is shown to be above
  2  wrong usage, configuration or input; nothing was sent
  3  undecided, interrupted, or nothing was answered
`;

interface RerollOptions extends ProjectOptions {
  readonly draws?: number;
  readonly endpoint?: string;
  readonly proveBelow?: number;
  readonly within?: number;
  readonly over?: number;
  readonly out?: string;
  readonly top: number;
  readonly showText?: true;
}

export function registerReroll(program: Command): void {
  projectCommand(program, 'reroll <golden>', 'draw one golden many times')
    .description('Draws one golden many times and says how often its expectations fail, and where its answers part.')
    .option('-n, --draws <count>', `draws at most (${usualDraws}, or what --prove-below needs)`, positiveInteger)
    .option('-e, --endpoint <id>', 'where; may be left out if only one endpoint comes into question')
    .option('--prove-below <rate>', 'stop when the failure rate is shown to be below or above, e.g. 1%', rate)
    .option('--within <rate>', 'stop when the failure rate is known to within this, e.g. 3%', rate)
    .option('--over <time>', 'spread the draws over this time, e.g. 10m', spread)
    .option('-o, --out <file>', 'write the draws as recorded runs, .jsonl or .jsonl.gz')
    .option('--top <count>', 'distinct answers to show', positiveInteger, 5)
    .option('--show-text', 'show answers in full')
    .addHelpText('after', help)
    .action(async (id: string, options: RerollOptions) => {
      requireRecordingName(options.out);
      const loaded = await loadedProject(options);
      const { endpointFor, goldenInFile, findGolden, isGoldenFile, requireKey } = await import(
        '../reroll/what-to-reroll.ts'
      );
      const golden = isGoldenFile(id) ? goldenInFile(id) : findGolden(id, loaded);
      const endpoint = endpointFor(golden, options.endpoint, loaded);
      requireKey(endpoint, process.env);
      using local = await openPlace(loaded, {});
      const { result, samples } = await drawShown(golden, endpoint, options, local);
      if (options.out !== undefined) {
        const { writeRecording } = await import('../recordings/files/write-recording.ts');
        await writeRecording(options.out, samples);
      }
      process.exitCode = exitCodeOf(result);
      if (options.json) printJson(options.showText ? result : withoutTexts(result));
      else print(rerollLines(result, viewOf(options)));
    });
}

async function drawShown(golden: GoldenRequest, endpoint: Endpoint, options: RerollOptions, local: LocalRuntime) {
  const [{ reroll }, { rerollTask }, { drawsToShow }] = await Promise.all([
    import('../reroll/reroll.ts'),
    import('../reroll/reroll-task.ts'),
    import('../reroll/counts/rate-question.ts'),
  ]);
  const { proveBelow, over } = options;
  const task = rerollTask({ golden, endpoint }, { ...options, overMs: over === undefined ? undefined : over * 1000 });
  const { draws } = task;
  const progress = new Progress();
  const few = proveBelow !== undefined && draws < drawsToShow(proveBelow);
  progress.note(`${golden.id} at ${endpoint.id}: ${plural(draws, 'draw')} at most`);
  if (few)
    progress.note(
      `too few to show a rate below ${percent(proveBelow)}: that takes ${count(drawsToShow(proveBelow))} draws without a failure`,
    );
  using interrupted = stopOnInterrupt(() =>
    progress.note('stopping: what is in flight is finished (Ctrl-C again quits)'),
  );
  const extra = local.extraDraws(endpoint);
  await extra.requireRoom(golden);
  const provider = extra.counting(await local.provider(endpoint));
  const stop = AbortSignal.any([interrupted, extra.usedUp]);
  const onDrawn = (_: unknown, arrived: number, failures: number) =>
    progress.update(
      `${bar(arrived, draws)} ${arrived} of ${draws}${failures === 0 ? '' : `, ${failures} failed an expectation`}`,
    );
  const rerolled = await reroll(task, { provider, clock: local.clock, random: Math.random, onDrawn }, { stop });
  progress.clear();
  if (extra.refusal !== undefined) progress.note(`ended: ${extra.refusal}`);
  return rerolled;
}

/** 1 where failures were seen, or shown to be more than asked for; 3 where that cannot be said. */
function exitCodeOf({ draws, anyFailure, bound, endedBy }: Reroll): number {
  if (bound !== undefined)
    return { below: exitCodes.fine, above: exitCodes.drift, undecided: exitCodes.inconclusive }[bound.verdict];
  if (draws === 0) return exitCodes.inconclusive;
  if ((anyFailure?.failures ?? 0) > 0) return exitCodes.drift;
  return endedBy === 'interrupted' || endedBy === 'no-answers' ? exitCodes.inconclusive : exitCodes.fine;
}

/** The same without what the model said: answers are known by hash and length. */
function withoutTexts(result: Reroll) {
  const { answers, divergence, ...rest } = result;
  const place = ({ character, share }: { character: number; share: number }) => ({ character, share });
  return {
    ...rest,
    answers: answers.map(({ text, toolCalls, ...counted }) => ({
      ...counted,
      characters: text.length,
      hash: hashBytes(JSON.stringify([text, toolCalls])),
      toolCalls: toolCalls.map(({ name }) => name),
    })),
    ...(divergence === undefined
      ? {}
      : { divergence: { first: place(divergence.first), widest: place(divergence.widest) } }),
  };
}

function viewOf({ top, showText }: RerollOptions) {
  return { width: outputWidth(), answers: top, fullText: showText ?? false };
}

/** Before anything is sent: hundreds of draws must not be lost to a wrong ending. */
function requireRecordingName(file: string | undefined): void {
  if (file !== undefined && !/\.jsonl(\.gz)?$/.test(file))
    throw new ConfigError([{ where: file, what: 'expected a name that ends in .jsonl or .jsonl.gz' }]);
}

/** `1%`, `0.5 %` or `0.01` */
function rate(text: string): number {
  const [, digits, sign] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text) ?? [];
  const value = Number(digits) / (sign === '%' ? 100 : 1);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('expected a rate between 0 and 1, or a percentage, e.g. 1%');
  return value;
}

function spread(text: string): number {
  if (!/^[1-9][0-9]*(s|m|h|d)$/.test(text))
    throw new InvalidArgumentError('expected a whole number and a unit, e.g. 10m');
  return durationSeconds(text);
}
