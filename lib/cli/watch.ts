import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { confirmingShare } from '../domain/project/run-schedule.ts';
import { lockFolder } from '../local/folder-lock.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import { clearRemoved } from '../monitor/clear-removed.ts';
import { lookAhead } from '../monitor/look-ahead.ts';
import type { RunOutcome } from '../monitor/run-endpoint.ts';
import { tellRemoved } from '../monitor/tell/tell-removed.ts';
import { visitEndpoint } from '../monitor/visit-endpoint.ts';
import { type Line, plain, style, wrapLine } from '../report/terminal/styled-text.ts';
import { plural } from '../report/words/format.ts';
import { jsonText } from '../report/words/json-text.ts';
import { utcClock } from '../report/words/time.ts';
import { aheadWords } from './ahead-words.ts';
import { candidatesOf } from './candidates.ts';
import { exitCodes } from './exit-codes.ts';
import { firstLook, shownAlerts, shownRunDeps, warnLacking } from './make-runs.ts';
import { positiveInteger } from './numbers.ts';
import { outcomeJson, verdictDetail, verdictSegment } from './outcome.ts';
import { chosenEndpoints, loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { RunProgress } from './run-progress.ts';
import { stopOnInterrupt } from './stopping.ts';
import { complain, outputWidth, print } from './terminal.ts';

const help = `
Examples:
  $ pinwatch watch                      every endpoint, on its schedule
  $ pinwatch watch --endpoint support   one of them
  $ pinwatch watch --runs 24 --json     24 runs of each, a JSON object a line

Starts are moved at random within the interval (jitter in pinwatch.yaml), so
that the load of the day becomes part of what is learned as normal. Ctrl-C
finishes what is in flight, stores it and stops; a second one quits at once, and
even then nothing that was stored is lost.

Exit codes:
  0  stopped, or made the runs that were asked for
  2  wrong usage, configuration or input; nothing was sent, nothing was written
  4  something else failed, e.g. a full disk
`;

interface WatchOptions extends ProjectOptions {
  readonly endpoint?: readonly string[];
  readonly runs?: number;
}

export function registerWatch(program: Command): void {
  projectCommand(program, 'watch', 'small runs on a schedule, until stopped')
    .description(
      'Makes small runs on a jittered schedule until it is stopped, and tells of a change as soon as it is sure.',
    )
    .option('-e, --endpoint <ids...>', 'only these endpoints')
    .option('-r, --runs <count>', 'stop after so many runs of each endpoint', positiveInteger)
    .addHelpText('after', help)
    .action(async (options: WatchOptions) => {
      const loaded = await loadedProject(options, { env: process.env, evenLacking: true });
      warnLacking(loaded);
      await lookFirst();
      using local = await openPlace(loaded, {});
      using _lock = lockFolder(loaded.dataFolder);
      await watchAll(chosenEndpoints(local, options.endpoint), local, options);
      process.exitCode = exitCodes.fine;

      // What does not answer yet is watched all the same: it may come up, and that it does not is to be told.
      async function lookFirst(): Promise<void> {
        using look = await openPlace(loaded, { readOnly: true });
        for (const { endpoint, ahead, edits } of await candidatesOf(look, options))
          for (const said of aheadWords(endpoint, ahead, look.project, edits))
            complain([[style('warning', endpoint.id), plain(`  ${said}`)]]);
        await firstLook(chosenEndpoints(look, options.endpoint), look);
      }
    });
}

/** How often the time to the next run is drawn again, and how soon a machine that slept notices that a run is late. */
const [redrawMs, lookAgainMs] = [1000, 60_000];

/** How often a provider is asked whether a batch has ended. */
const askAgainMs = 5 * 60_000;

async function watchAll(endpoints: readonly Endpoint[], local: LocalRuntime, options: WatchOptions): Promise<void> {
  const progress = new RunProgress(true);
  const { every, jitter } = local.project;
  using stop = stopOnInterrupt(() =>
    progress.line.note('stopping: what is in flight is finished and stored (Ctrl-C again quits)'),
  );
  progress.line.note(
    `watching ${plural(endpoints.length, 'endpoint')}, a run of each every ${every}, jitter ${jitter}; Ctrl-C stops`,
  );
  const watched = new Set(local.project.endpoints.map(({ id }) => id));
  await clearRemoved(watched, { ...local, batches: local.stores.batches });
  await tellRemoved(watched, local.notifyDeps(await shownAlerts(progress, options)));
  const halted = new AbortController();
  const signal = AbortSignal.any([stop, halted.signal]);
  const watching = endpoints.map((endpoint) =>
    watchOne(endpoint, local, progress, options, signal).catch((error: unknown) => {
      halted.abort(); // the others finish what they have in flight before the stores are closed
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(watching)).find((one) => one.status === 'rejected');
  progress.line.clear();
  if (failed !== undefined) throw failed.reason;
}

async function watchOne(
  endpoint: Endpoint,
  local: LocalRuntime,
  progress: RunProgress,
  options: WatchOptions,
  stop: AbortSignal,
): Promise<void> {
  const { json, runs = Number.POSITIVE_INFINITY } = options;
  const { project, stores, clock } = local;
  const goldens = local.goldens(endpoint);
  const deps = await shownRunDeps(endpoint, local, progress, options);
  for (let made = 0; made < runs; ) {
    const { nextRunAt } = await lookAhead({ endpoint, goldens, project }, { stores, clock });
    const waitMs = nextRunAt.getTime() - clock.now().getTime();
    const visit = { endpoint, goldens, resume: local.resumePolicy, run: waitMs <= 0 };
    let isUnderWay = false;
    for (const outcome of await visitEndpoint(visit, deps, { stop })) {
      progress.end(outcome);
      if (outcome.kind === 'submitted') isUnderWay = true;
      else made++;
      if (outcome.kind === 'submitted' && !outcome.isNew) continue; // it was said when it was handed in
      if (json) process.stdout.write(`${jsonText({ schema: 'run-made/1', ...outcomeJson(outcome) })}\n`);
      else print(wrapLine(outcomeLine(outcome), outputWidth()));
    }
    if (stop.aborted) return;
    if (isUnderWay) await clock.sleep(askAgainMs, stop);
    else if (waitMs > 0) await waitShown(waitMs);
  }

  /** Sleeps until the run is due, with the line that counts down drawn again now and then. */
  async function waitShown(ms: number): Promise<void> {
    const until = new Date(clock.now().getTime() + ms);
    const isAsked = confirmingShare(endpoint) > 0;
    const askAgainAt = new Date(clock.now().getTime() + lookAgainMs);
    while (!stop.aborted && clock.now() < until) {
      progress.waiting(endpoint.id, until);
      const pauseMs = progress.line.live ? redrawMs : lookAgainMs;
      await clock.sleep(Math.min(pauseMs, until.getTime() - clock.now().getTime()), stop);
      if (isAsked && clock.now() >= askAgainAt) return; // its canary may have raised an alarm meanwhile
    }
  }
}

function outcomeLine(outcome: RunOutcome): Line {
  const { run } = outcome;
  return [
    style('quiet', utcClock(run.plannedAt)),
    plain('  '),
    style('strong', run.endpoint),
    plain('  '),
    verdictSegment(outcome),
    plain(`  ${run.completed}/${run.planned} answers  `),
    style('quiet', verdictDetail(outcome)),
  ];
}
