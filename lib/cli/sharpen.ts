import type { Command } from 'commander';
import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Sharpening } from '../domain/golden/sharpening.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { findEndpoint } from '../project/project-runtime.ts';
import { apisOf } from '../providers/registry.ts';
import { sharpenLines } from '../report/terminal/sharpen-view.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { count, money, plural } from '../report/words/format.ts';
import type { SharpenTask } from '../sharpen/sharpen.ts';
import { commandText } from './command-text.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger } from './numbers.ts';
import { bar, Progress } from './progress.ts';
import { loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { stopOnInterrupt } from './stopping.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch sharpen support --dry-run       what it will cost; nothing is sent
  $ pinwatch sharpen support                 600 calls of one token at most
  $ pinwatch sharpen support --calls 2000 --tokens 40000 --count 16
  $ pinwatch sharpen support --again         measure anew, replace blunt ones

A sharp golden is a short prompt whose first token is undecided, so that a small
change of the model shows in one token. They are written to goldens/sharp/ and
are replayed like all others; canary: in the endpoint gives them a schedule of
their own. docs/sharp-prompts.md says what they show and what not.

Exit codes:
  0  sharp goldens were found and written
  2  wrong usage, configuration or input; nothing was sent
  3  none were found, it cannot work here, or interrupted; nothing was written
`;

interface SharpenOptions extends ProjectOptions {
  readonly calls: number;
  readonly tokens?: number;
  readonly count: number;
  readonly out?: string;
  readonly again?: true;
  readonly dryRun?: true;
}

export function registerSharpen(program: Command): void {
  projectCommand(program, 'sharpen <endpoint>', 'find short prompts that show a change for few tokens')
    .description('Finds short prompts whose first token is undecided, within a budget, and writes them as goldens.')
    .option('--calls <count>', 'calls at most', positiveInteger, 600)
    .option('--tokens <count>', 'tokens at most, of prompts and answers', positiveInteger)
    .option('-n, --count <count>', 'sharp goldens that are wanted', positiveInteger, 12)
    .option('-o, --out <file>', 'file to write, .jsonl in the folder of goldens (goldens/sharp/ENDPOINT.jsonl)')
    .option('--again', 'measure those that are there again, and draw blunt ones anew')
    .option('--dry-run', 'say what it will cost, and send nothing')
    .addHelpText('after', help)
    .action(async (id: string, options: SharpenOptions) => {
      const loaded = await loadedProject(options);
      const written = findEndpoint(id, loaded.project);
      const endpoint = written.canaryOf === undefined ? written : findEndpoint(written.canaryOf, loaded.project);
      const { requireWritable, sharpFile, writeSharpGoldens } = await import('../sharpen/sharp-file.ts');
      const { requireSearchable } = await import('../sharpen/sharpen.ts');
      const file = options.out ?? sharpFile(loaded, endpoint.id);
      requireWritable(file, { endpoint: endpoint.id, again: options.again === true }, loaded);
      using local = await openPlace(loaded, options.dryRun ? { readOnly: true } : {});
      const task = await taskOf(endpoint, options, local, loaded);
      requireSearchable(task);
      if (options.dryRun) return sayCost(task, options);
      const { requireKey } = await import('../reroll/what-to-reroll.ts');
      requireKey(endpoint, process.env);
      const { result, goldens, stopped } = await sharpenShown(task, local, options);
      if (goldens.length > 0 && !stopped) writeSharpGoldens(file, goldens);
      process.exitCode = goldens.length > 0 && !stopped ? exitCodes.fine : exitCodes.inconclusive;
      if (options.json) printJson(result);
      else
        print([
          ...sharpenLines(result, outputWidth()),
          ...nextLines(result, endpoint, stopped ? undefined : file, options),
        ]);
    });
}

async function taskOf(
  endpoint: Endpoint,
  { calls, tokens, count: wanted }: SharpenOptions,
  local: LocalRuntime,
  { goldens }: LoadedProject,
): Promise<SharpenTask> {
  const { knownPrompts } = await import('../sharpen/known-prompts.ts');
  const own = local.goldens(endpoint);
  return {
    endpoint,
    api: apiOf(endpoint, own),
    wanted,
    budget: { calls, ...(tokens === undefined ? {} : { tokens }) },
    known: await knownPrompts(endpoint.id, own, local.stores.runs),
    earlier: goldens.map(({ golden }) => golden).filter(({ sharp }) => sharp?.endpoint === endpoint.id),
  };
}

/** What most goldens here are written for, or else what the endpoint speaks first. */
function apiOf(endpoint: Endpoint, goldens: readonly GoldenRequest[]): Api {
  const counts = new Map<Api, number>();
  for (const { api } of goldens) counts.set(api, (counts.get(api) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? (apisOf(endpoint)[0] as Api);
}

async function sayCost(task: SharpenTask, { json }: SharpenOptions): Promise<void> {
  const { estimatedTokens } = await import('../sharpen/search-prompts.ts');
  const { endpoint, budget, known } = task;
  const tokens = Math.min(budget.tokens ?? Number.POSITIVE_INFINITY, estimatedTokens(budget.calls, known));
  const { price } = endpoint;
  const cost = price && costMicros(price, { inputTokens: tokens - budget.calls, outputTokens: budget.calls });
  if (json) {
    printJson({
      schema: 'sharpen-cost/1',
      endpoint: endpoint.id,
      calls: budget.calls,
      tokens,
      costMicros: cost,
      currency: price?.currency,
    });
    return;
  }
  const paid =
    cost === undefined || price === undefined ? ' (it states no price)' : `, about ${money(cost, price.currency)}`;
  print([
    [
      style('strong', endpoint.id),
      plain(
        `: ${count(budget.calls)} calls at most, about ${count(tokens)} tokens, one of each call in the answer${paid}`,
      ),
    ],
    [style('quiet', 'Nothing was sent. Tokens are estimated at 4 characters a token and 8 around each prompt.')],
  ]);
}

async function sharpenShown(task: SharpenTask, local: LocalRuntime, _options: SharpenOptions) {
  const { firstPrompt, sharpen } = await import('../sharpen/sharpen.ts');
  const { calls } = task.budget;
  const progress = new Progress();
  progress.note(`${task.endpoint.id}: ${plural(calls, 'call')} of one token at most`);
  using interrupted = stopOnInterrupt(() => progress.note('stopping: nothing is written (Ctrl-C again quits)'));
  const { endpoint } = task;
  const extra = local.extraDraws(endpoint);
  await extra.requireRoom(firstPrompt(task));
  const provider = extra.counting(await local.provider(endpoint));
  const stop = AbortSignal.any([interrupted, extra.usedUp]);
  const onDrawn = (made: number) => progress.update(`${bar(made, calls)} ${made} of ${calls} at most`);
  const sharpened = await sharpen(task, { provider, clock: local.clock, random: Math.random, onDrawn }, stop);
  progress.clear();
  if (extra.refusal !== undefined) progress.note(`ended: ${extra.refusal}`);
  return { ...sharpened, stopped: stop.aborted };
}

/** Where the goldens are, and how they get a schedule of their own. */
function nextLines(
  { found }: Sharpening,
  endpoint: Endpoint,
  file: string | undefined,
  options: ProjectOptions,
): Line[] {
  if (found.length === 0 || file === undefined) return [];
  const repetitions = found.some(({ sharp }) => sharp.by !== 'near-tie') ? 4 : 1;
  const canary: Line[] =
    endpoint.canary === undefined
      ? [
          [
            plain(
              `They are drawn with the other goldens of ${endpoint.id}. A schedule of their own, in pinwatch.yaml:`,
            ),
          ],
          [style('command', `    canary: { every: 1h, repetitions: ${repetitions} }`)],
        ]
      : [];
  return [
    [],
    [plain('Written to '), style('strong', file)],
    ...canary,
    [plain('What it will cost: '), style('command', commandText('run --dry-run', options))],
  ];
}
