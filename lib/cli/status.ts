import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ownerOfCanary } from '../domain/endpoint/with-canaries.ts';
import type { Incident } from '../domain/verdict/incident.ts';
import { bluntGoldens } from '../history/blunt-goldens.ts';
import { gatherState } from '../history/gather-state.ts';
import { type Ahead, lookAhead } from '../monitor/look-ahead.ts';
import { incidentsOfRemoved } from '../monitor/removed-endpoints.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { blindingCondition, openConditions } from '../report/model/condition-headline.ts';
import type { ReportModel } from '../report/model/report-model.ts';
import { statusLines, statusRow } from '../report/terminal/status-view.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { bluntWords, canaryFinding } from '../report/words/canary-words.ts';
import { misdatedWords } from '../report/words/change-words.ts';
import { plural } from '../report/words/format.ts';
import { utcTime } from '../report/words/time.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { removedLines } from './removed-lines.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch status                    every endpoint on a line
  $ pinwatch status support --json     one, for a program
${exitCodesHelp}
`;

interface EndpointStatus {
  readonly model: ReportModel;
  readonly ahead: Ahead;
  /** Sharp goldens that vary no more. */
  readonly blunt: readonly string[];
}

export function registerStatus(program: Command): void {
  orDeployed(projectCommand(program, 'status [endpoints...]', 'what is known now'))
    .description('Says of each endpoint what is known now: drift, no drift, or what is missing to tell. Sends nothing.')
    .addHelpText('after', help)
    .action(async (ids: string[], options: PlaceOptions) => {
      using local = await lookInto(options);
      const statuses: EndpointStatus[] = [];
      for (const endpoint of chosenEndpoints(local, ids)) statuses.push(await statusOf(endpoint, local));
      const removed = ids.length > 0 ? [] : await incidentsOfRemoved(local);
      if (options.json) printJson({ schema: 'status/1', endpoints: statuses.map(statusJson), ...removedJson(removed) });
      else
        print([
          ...statusLines(
            statuses.map(({ model }) => model),
            outputWidth(),
          ),
          [],
          ...misdatedLines(statuses),
          ...removedLines(removed, options),
          ...canaryLines(statuses),
          ...bluntLines(statuses, options),
          ...inFlightLines(statuses, options),
          ...lookLines(statuses, options),
          nextLine(statuses, options),
        ]);
      process.exitCode = exitCodeOf(statuses.map(({ model }) => model));
    });
}

async function statusOf(endpoint: Endpoint, local: ProjectRuntime): Promise<EndpointStatus> {
  const { project, stores, clock } = local;
  const ahead = await lookAhead({ endpoint, goldens: local.goldens(endpoint), project }, { stores, clock });
  const blunt = await bluntGoldens(endpoint.id, local.goldens(endpoint), stores.runs);
  return { model: await gatherState(endpoint, project, local), ahead, blunt };
}

/**
 * 1 if anything drifts, else 3 if nothing can be said of something: a monitor that is dead, silent or blind is not fine, nor
 * is one whose runs nobody judges.
 */
export function exitCodeOf(models: readonly ReportModel[]): number {
  const kinds = models.map(({ state }) => state.kind);
  if (kinds.includes('drift')) return exitCodes.drift;
  const isUnknown = (model: ReportModel) =>
    ['inconclusive', 'waiting', 'changed'].includes(model.state.kind) ||
    blindingCondition(model) !== undefined ||
    isOutdated(model);
  return models.some(isUnknown) ? exitCodes.inconclusive : exitCodes.fine;
}

/** Intervals without a verdict after which the last one says nothing about now: what the warning of silence takes. */
const silentIntervals = 2.5;

/** Whether the newest verdict is so old that it is no news, because no run was made since or none of them was judged. */
function isOutdated({ state: { latest }, budget, generatedAt }: ReportModel): boolean {
  if (latest === undefined) return false; // waiting, which is not fine either
  const age = Date.parse(generatedAt) - Date.parse(latest.evidence.at);
  return age > silentIntervals * budget.everySeconds * 1000;
}

/** Runs were made and not judged: whoever judges is dead, and the last verdict looks as if all were well. */
function unjudgedWarning(model: ReportModel): string[] {
  const { state, runs } = model;
  const since = runs.filter(({ judgement, at }) => judgement === undefined && at > (state.latest?.evidence.at ?? ''));
  if (!isOutdated(model) || since.length === 0) return [];
  return [`${plural(since.length, 'run')} after the newest verdict ${since.length === 1 ? 'was' : 'were'} not judged`];
}

function misdatedLines(statuses: readonly EndpointStatus[]): Line[] {
  return statuses.flatMap((status) =>
    ownWarnings(status).map((warning): Line => [style('warning', `! ${status.model.endpoint.id}: ${warning}`)]),
  );
}

/** Of a canary that raised an alarm: what the endpoint's own goldens say since. */
function canaryLines(statuses: readonly EndpointStatus[]): Line[] {
  return statuses.flatMap(({ model }): Line[] => {
    const owner = ownerOfCanary(model.endpoint.id);
    const of = statuses.find((one) => one.model.endpoint.id === owner)?.model;
    if (owner === undefined || model.state.kind !== 'drift' || model.state.incident === undefined) return [];
    return [[style('warning', `! ${model.endpoint.id}: ${canaryFinding(model.state.incident, of)}`)]];
  });
}

function bluntLines(statuses: readonly EndpointStatus[], place: CommandPlace): Line[] {
  return statuses.flatMap(({ model: { endpoint }, blunt }): Line[] => {
    if (blunt.length === 0) return [];
    const owner = ownerOfCanary(endpoint.id) ?? endpoint.id;
    const again = style('command', commandText(`sharpen ${owner} --again`, place));
    return [[style('warning', `! ${endpoint.id}: ${bluntWords(blunt)}: `), again]];
  });
}

/** What is wrong beyond what the report says. */
function ownWarnings({ model, ahead: { misdated } }: EndpointStatus): string[] {
  return [...(misdated === 0 ? [] : [misdatedWords(misdated)]), ...unjudgedWarning(model)];
}

/** The run of an endpoint whose requests are with the provider as a batch, or about to be. */
function inFlight({ runs }: ReportModel) {
  return runs.findLast(({ record }) => record?.status === 'open' && record.stream?.delivery === 'batch');
}

/** Nothing is wrong with an endpoint that waits for a batch: that it waits is said, and who ends it. */
function inFlightLines(statuses: readonly EndpointStatus[], place: CommandPlace): Line[] {
  return statuses.flatMap(({ model }): Line[] => {
    const run = inFlight(model);
    if (run === undefined) return [];
    const said = `${model.endpoint.id}: a batch is in flight since ${utcTime(run.at)}; the next run or watch collects it  `;
    return [[plain(said), style('command', commandText('run', place))]];
  });
}

/** Where there is something to look into, the command that shows it. */
function lookLines(statuses: readonly EndpointStatus[], place: CommandPlace): Line[] {
  return statuses
    .filter(({ model: { state } }) => state.kind === 'drift' || state.kind === 'suspected')
    .map(({ model: { endpoint, state } }) => [
      plain(`${state.kind === 'drift' ? 'what changed' : 'what is suspected'}: `),
      style('command', commandText(`show ${endpoint.id}`, place)),
    ]);
}

function nextLine(statuses: readonly EndpointStatus[], place: CommandPlace) {
  const next = statuses.reduce((a, b) => (a.ahead.nextRunAt <= b.ahead.nextRunAt ? a : b));
  const due = statuses.filter(({ ahead }) => ahead.due).map(({ model }) => model.endpoint.id);
  if (due.length > 0) return [plain(`due now: ${due.join(', ')}  `), style('command', commandText('run', place))];
  return [style('quiet', `next run: ${next.model.endpoint.id}, ${utcTime(next.ahead.nextRunAt.toISOString())}`)];
}

/** Incidents that go on at endpoints which the project does not have any more. */
function removedJson(removed: readonly Incident[]) {
  return removed.length === 0 ? {} : { removed };
}

function statusJson(status: EndpointStatus) {
  const { model, ahead } = status;
  const { endpoint, state, runs } = model;
  const last = runs.at(-1);
  const batch = inFlight(model);
  return {
    id: endpoint.id,
    provider: endpoint.provider,
    model: endpoint.model,
    state: state.kind,
    epoch: state.epoch,
    verdict: state.change === undefined ? state.latest?.verdict : undefined,
    coverage: state.change === undefined ? state.latest?.coverage : undefined,
    configuration: state.change,
    incident: state.incident,
    conditions: openConditions(model),
    warnings: [...statusRow(model).warnings, ...ownWarnings(status)],
    lastRun: last === undefined ? undefined : { run: last.run, at: last.at },
    inFlight: batch === undefined ? undefined : { run: batch.run, since: batch.at },
    smaller: last?.record?.shrunk,
    due: ahead.due,
    misdated: ahead.misdated,
    confirming: ahead.confirming,
    blunt: status.blunt.length === 0 ? undefined : status.blunt,
    nextRunAt: ahead.nextRunAt.toISOString(),
  };
}
