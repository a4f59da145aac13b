import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { outcomeAt, outcomeOf } from '../monitor/outcome-at.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { plain, style } from '../report/terminal/styled-text.ts';
import { utcTime } from '../report/words/time.ts';
import { candidatesOf } from './candidates.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { printDryRun } from './dry-run.ts';
import { exitCodes } from './exit-codes.ts';
import { exitCodeOfRuns, outcomeJson, outcomeLines } from './outcome.ts';
import { chosenEndpoints } from './project.ts';
import { stopOnInterrupt } from './stopping.ts';
import { complain, outputWidth, print, printJson } from './terminal.ts';

export interface DeployedRunOptions extends CommandPlace {
  readonly stack: string;
  readonly json?: true;
  readonly endpoint?: readonly string[];
  readonly all?: true;
  readonly dryRun?: true;
}

/** Starts a tick of a deployed monitor and follows it to its verdicts; the runs are made there, with its keys. */
export async function runDeployed(options: DeployedRunOptions): Promise<void> {
  const { openDeployed } = await import('../aws/deployed/open-deployed.ts');
  using deployed = await openDeployed(options.stack);
  if (options.dryRun) {
    printDryRun(await candidatesOf(deployed, options), deployed, options);
    process.exitCode = exitCodes.fine;
    return;
  }
  const chosen = chosenEndpoints(deployed, options.endpoint); // an unknown one is an error before anything is started
  const followed = await batchRunsOf(chosen, deployed); // what a tick collects was planned by an earlier one
  const { startTick } = await import('../aws/deployed/start-tick.ts');
  const wanted = { endpoints: options.endpoint && chosen.map(({ id }) => id), all: options.all };
  const tick = await startTick(options.stack, wanted);
  complain([[style('quiet', `started ${tick.execution}; Ctrl-C stops looking on, and the run goes on`)]]);
  using stop = stopOnInterrupt(() => complain([[plain('no longer looking on; the run goes on')]]));
  const { at, idle } = await tick.follow(stop);
  const made = [
    ...followed.map((run) => at && outcomeOf(run, deployed.stores)),
    ...chosen.map(({ id: endpoint }) => at && outcomeAt({ endpoint, at }, deployed.stores)),
  ];
  const outcomes = (await Promise.all(made)).filter((one) => one !== undefined);
  process.exitCode = stop.aborted ? exitCodes.interrupted : exitCodeOfRuns(outcomes);
  if (options.json) return printJson({ schema: 'runs/1', runs: outcomes.map(outcomeJson), unreachable: [] });
  if (outcomes.length > 0) return print(outcomeLines(outcomes, outputWidth()));
  if (!stop.aborted) print([await nothingRan(idle, deployed, options)]);
}

/** Open runs whose requests are at a provider. */
async function batchRunsOf(endpoints: readonly Endpoint[], { stores }: ProjectRuntime): Promise<string[]> {
  const ids = new Set(endpoints.filter(({ delivery }) => delivery === 'batch').map(({ id }) => id));
  if (ids.size === 0) return [];
  return (await stores.runs.openPlans()).filter(({ endpoint }) => ids.has(endpoint)).map(({ run }) => run);
}

async function nothingRan(
  idle: string | undefined,
  deployed: ProjectRuntime,
  { stack, config, ...options }: DeployedRunOptions,
) {
  if (idle !== undefined) return [plain(idle)];
  const [next] = (await candidatesOf(deployed, options))
    .map(({ ahead }) => ahead.nextRunAt)
    .sort((a, b) => a.getTime() - b.getTime());
  const when = next === undefined ? '' : `; the next run is due ${utcTime(next.toISOString())}`;
  const place = { stack, config };
  if (options.all || options.endpoint !== undefined)
    return [
      plain('nothing ran: a run is under way, or the budget of the month does not cover one  '),
      style('command', commandText('status', place)),
    ];
  return [plain(`nothing is due${when}  `), style('command', commandText('run --all', place))];
}
