import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { lockFolder } from '../local/folder-lock.ts';
import type { LocalRuntime } from '../local/open-local.ts';
import { clearRemoved } from '../monitor/clear-removed.ts';
import type { RunOutcome } from '../monitor/run-endpoint.ts';
import { deliverAlerts } from '../monitor/tell/deliver-alerts.ts';
import { tellConditions } from '../monitor/tell/tell-conditions.ts';
import { tellRemoved } from '../monitor/tell/tell-removed.ts';
import { visitEndpoint } from '../monitor/visit-endpoint.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { utcTime } from '../report/words/time.ts';
import { aheadWords } from './ahead-words.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { printDryRun } from './dry-run.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { firstLook, shownAlerts, shownRunDeps, warnLacking } from './make-runs.ts';
import { exitCodeOfRuns, outcomeJson, outcomeLines, outcomeWarnings } from './outcome.ts';
import { loadedProject, openPlace, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { RunProgress } from './run-progress.ts';
import { stopOnInterrupt } from './stopping.ts';
import { complain, outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch run                      whatever is due now, e.g. from cron
  $ pinwatch run --all                every endpoint, due or not
  $ pinwatch run --endpoint support   this one, due or not
  $ pinwatch run --dry-run            what would be sent, and what it would cost
  $ pinwatch run --stack Pinwatch     at a deployed monitor, to the verdicts

Ctrl-C finishes what is in flight, stores it and stops; the next command goes on
with the run. The exit code speaks of the runs that were made: nothing due is
fine.
${exitCodesHelp}
`;

interface RunOptions extends PlaceOptions {
  readonly endpoint?: readonly string[];
  readonly all?: true;
  readonly dryRun?: true;
}

export function registerRun(program: Command): void {
  orDeployed(projectCommand(program, 'run', 'one run of everything that is due'))
    .description(
      'Replays the goldens once at every endpoint that is due, judges what came back, and tells of a change.',
    )
    .option('-a, --all', 'every endpoint, due or not')
    .option('-e, --endpoint <ids...>', 'these endpoints, due or not')
    .option('--dry-run', 'only say what would be sent')
    .addHelpText('after', help)
    .action(async (options: RunOptions) => {
      if (options.stack !== undefined) {
        const { runDeployed } = await import('./run-deployed.ts');
        return runDeployed({ ...options, stack: options.stack });
      }
      const loaded = await loadedProject(
        options,
        options.dryRun ? { readOnly: true } : { env: process.env, evenLacking: true },
      );
      warnLacking(loaded);
      const { candidates, unreachable } = await lookFirst(loaded, options);
      if (candidates === undefined) return;
      const outcomes = await makeRuns(candidates, loaded, options);
      report(outcomes, candidates, unreachable, options);
    });
}

/** Everything that is done before the data folder is touched. Without candidates when that was all. */
async function lookFirst(loaded: LoadedProject, options: RunOptions) {
  using local = await openPlace(loaded, { readOnly: true });
  const candidates = await candidatesOf(local, options);
  if (options.dryRun) {
    printDryRun(candidates, local, options);
    process.exitCode = exitCodes.fine;
    return { unreachable: [] };
  }
  const wanted = candidates.filter((candidate) => candidate.wanted).map(({ endpoint }) => endpoint);
  for (const { endpoint, ahead, edits } of candidates)
    for (const said of aheadWords(endpoint, ahead, local.project, edits))
      complain([[style('warning', endpoint.id), plain(`  ${said}`)]]);
  const unreachable = await firstLook(wanted, local);
  return { candidates: candidates.map((candidate) => askedOnce(candidate, unreachable)), unreachable };
}

/** What did not answer a moment ago is recorded with a single try of each draw: there is nothing to wait for. */
function askedOnce(candidate: Candidate, unreachable: readonly Endpoint[]): Candidate {
  const { endpoint } = candidate;
  return unreachable.includes(endpoint) ? { ...candidate, endpoint: { ...endpoint, maxAttempts: 1 } } : candidate;
}

async function makeRuns(candidates: readonly Candidate[], loaded: LoadedProject, options: RunOptions) {
  using local = await openPlace(loaded, {});
  using _lock = lockFolder(loaded.dataFolder);
  const progress = new RunProgress();
  using stop = stopOnInterrupt(() =>
    progress.line.note('stopping: what is in flight is finished and stored (Ctrl-C again quits)'),
  );
  const visits = candidates.map(async ({ endpoint, wanted }) => {
    const deps = await shownRunDeps(endpoint, local, progress, options);
    const visit = { endpoint, goldens: local.goldens(endpoint), resume: local.resumePolicy, run: wanted };
    const outcomes = await visitEndpoint(visit, deps, { stop });
    for (const outcome of outcomes) progress.end(outcome);
    return outcomes;
  });
  const settled = await Promise.allSettled(visits); // one endpoint's trouble must not close the stores under another
  await tellOfOthers(candidates, local, progress, options);
  progress.line.clear();
  const failed = settled.find((visit) => visit.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return settled.flatMap((visit) => (visit.status === 'fulfilled' ? visit.value : []));
}

/**
 * Endpoints that this command leaves alone may be silent or gone, and nobody else may be there to notice. Of what visited ones
 * have in common people are told together, now that all are known.
 */
async function tellOfOthers(
  candidates: readonly Candidate[],
  local: LocalRuntime,
  progress: RunProgress,
  options: RunOptions,
): Promise<void> {
  const visited = new Set(candidates.map(({ endpoint }) => endpoint.id));
  const deps = local.notifyDeps(await shownAlerts(progress, options));
  for (const endpoint of local.project.endpoints)
    if (visited.has(endpoint.id)) await deliverAlerts(endpoint, { ...deps, allJoined: true });
    else await tellConditions(endpoint, deps);
  const watched = new Set(local.project.endpoints.map(({ id }) => id));
  await clearRemoved(watched, { ...local, batches: local.stores.batches });
  await tellRemoved(watched, deps);
}

function report(
  outcomes: readonly RunOutcome[],
  candidates: readonly Candidate[],
  unreachable: readonly Endpoint[],
  { json, ...place }: RunOptions,
): void {
  process.exitCode = exitCodeOfRuns(outcomes);
  if (json) {
    const ids = unreachable.map(({ id }) => id);
    printJson({ schema: 'runs/1', runs: outcomes.map(outcomeJson), unreachable: ids });
  } else if (outcomes.length > 0)
    print([...outcomeLines(outcomes, outputWidth()), ...outcomeWarnings(outcomes, outputWidth())]);
  else print([nothingDue(candidates, place)]);
}

function nothingDue(candidates: readonly Candidate[], place: CommandPlace) {
  const next = candidates.map(({ ahead }) => ahead.nextRunAt).sort((a, b) => a.getTime() - b.getTime())[0];
  const when = next === undefined ? '' : `; the next run is due ${utcTime(next.toISOString())}`;
  return [plain(`nothing is due${when}  `), style('command', commandText('run --all', place))];
}
