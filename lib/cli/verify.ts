import { type Command, Option } from 'commander';
import { lockFolder } from '../local/folder-lock.ts';
import { judgingSettings } from '../monitor/judge/judging-settings.ts';
import { type Finding, type Looked, nothingLooked } from '../monitor/verify/finding.ts';
import type { LostOutputs } from '../ports/inspection.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { plural } from '../report/words/format.ts';
import { printable } from '../report/words/printable.ts';
import { exitCodes } from './exit-codes.ts';
import { Progress } from './progress.ts';
import { chosenEndpoints, loadedProject, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch verify                    is everything there, and does it add up?
  $ pinwatch verify --repair           and mend what can be mended
  $ pinwatch verify --stack Pinwatch   the history of a deployed monitor

Reads every answer that is stored, checks it against its hash, and computes
every verdict again, out of nothing but the answers. Whole endpoint-years take
minutes. Of a deployed monitor it also holds the bucket against the table:
objects that no record names, and records without what they name.
Nothing is sent. Without --repair nothing is written.

Exit codes:
  0  everything is as it should be, or was repaired
  1  something is missing, damaged or differs
  2  wrong usage or configuration
  4  something else failed
`;

const dayMs = 86_400_000;

interface VerifyOptions extends PlaceOptions {
  readonly repair?: true;
}

export function registerVerify(program: Command): void {
  orDeployed(projectCommand(program, 'verify [endpoints...]', 'whether the history is whole, and mend it'))
    .description('Walks the history: reads every answer, computes every verdict again, and names what differs.')
    .addOption(new Option('--repair', 'mend what can be mended out of what else is stored'))
    .addHelpText('after', help)
    .action(async (ids: string[], options: VerifyOptions) => {
      const repair = options.repair === true;
      const looked = nothingLooked();
      const found =
        options.stack === undefined ? await verifyHere(ids, options, looked) : await verifyStack(ids, options, looked);
      if (options.json) printJson({ schema: 'verify/1', looked, found });
      else print(resultLines(found, looked, repair));
      process.exitCode = found.some((one) => one.repair !== 'repaired') ? exitCodes.drift : exitCodes.fine;
    });
}

async function verifyHere(ids: readonly string[], options: VerifyOptions, looked: Looked): Promise<Finding[]> {
  const repair = options.repair === true;
  const loaded = await loadedProject(options, repair ? {} : { readOnly: true });
  const [{ openLocal }, { lostObjects }] = await Promise.all([
    import('../local/open-local.ts'),
    import('../monitor/verify/rebuild-runs.ts'),
  ]);
  using local = openLocal(loaded, { env: process.env, readOnly: !repair, evenEmptied: true });
  using _lock = repair ? lockFolder(loaded.dataFolder) : undefined;
  const damage = local.stores
    .inspect()
    .damage.map((what): Finding => ({ where: 'history.sqlite', what, repair: 'impossible' }));
  return [...damage, ...(await verifyAll(local, ids, lostObjects(local.stores), repair, looked))];
}

async function verifyStack(ids: readonly string[], options: VerifyOptions, looked: Looked): Promise<Finding[]> {
  const { openDeployed } = await import('../aws/deployed/open-deployed.ts');
  using deployed = await openDeployed(options.stack as string);
  const lost = (await deployed.inspection?.lostOutputs()) ?? [];
  return verifyAll(deployed, ids, lost, options.repair === true, looked);
}

/** What a monitor has lost, what of it is in the wrong place, and then what its runs and verdicts are. */
async function verifyAll(
  place: ProjectRuntime,
  ids: readonly string[],
  lost: readonly LostOutputs[],
  repair: boolean,
  looked: Looked,
): Promise<Finding[]> {
  const { project, stores, clock, inspection, retentionDays } = place;
  const [{ rebuildRuns }, { verifyPlaces }, { verifyEndpoint }] = await Promise.all([
    import('../monitor/verify/rebuild-runs.ts'),
    import('../monitor/verify/verify-places.ts'),
    import('../monitor/verify/verify-endpoint.ts'),
  ]);
  const endpoints = chosenEndpoints(place, ids);
  if (repair)
    for (const golden of endpoints.flatMap((endpoint) => place.goldens(endpoint))) await stores.goldens.put(golden);
  const found = await rebuildRuns(project.endpoints, lost, { stores, repair });
  if (inspection !== undefined) found.push(...(await verifyPlaces(inspection, { now: clock.now(), repair })));
  const progress = new Progress();
  const keptSince = retentionDays === undefined ? undefined : new Date(clock.now().getTime() - retentionDays * dayMs);
  for (const endpoint of endpoints) {
    let runs = 0;
    const onRun = () => progress.update(`${endpoint.id}: ${++runs} of ${looked.judgements} verdicts computed again`);
    const settings = judgingSettings(endpoint, project);
    found.push(...(await verifyEndpoint(endpoint, { stores, settings, repair, onRun, keptSince }, looked)));
  }
  progress.clear();
  return found;
}

function resultLines(found: readonly Finding[], looked: Looked, repair: boolean): Line[] {
  const { runs, draws, judgements, recomputed, notComparable, expired } = looked;
  const lines = found.map(
    ({ where, what, repair: state }): Line => [
      style(state === 'repaired' ? 'quiet' : 'alarm', state === 'repaired' ? 'repaired  ' : 'wrong  '),
      style('strong', printable(where)),
      plain(`  ${printable(what)}`),
    ],
  );
  const counts = `${plural(runs, 'run')} with ${plural(draws, 'draw')} read, ${recomputed} of ${plural(judgements, 'verdict')} computed again`;
  const others =
    notComparable === 0
      ? ''
      : `; ${notComparable} cannot be compared (another detector, another promise, or lost draws)`;
  const gone =
    expired === 0 ? '' : `; the answers of ${plural(expired, 'run')} were kept for their time and are deleted`;
  const mendable = found.filter((one) => one.repair === 'possible').length;
  const left = found.filter((one) => one.repair !== 'repaired').length;
  const verdict = left === 0 ? style('good', 'whole') : style('alarm', plural(left, 'problem'));
  const next =
    mendable > 0 && !repair
      ? [plain(`  ${mendable} can be mended: `), style('command', 'pinwatch verify --repair')]
      : [];
  return [...lines, [verdict, plain(`  ${counts}${others}${gone}`)], ...(next.length === 0 ? [] : [next])];
}
