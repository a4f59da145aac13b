import type { Command } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { type Ahead, lookAhead } from '../monitor/look-ahead.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { blindingCondition, openConditions } from '../report/model/condition-headline.ts';
import type { ReportModel } from '../report/model/report-model.ts';
import { statusLines } from '../report/terminal/status-view.ts';
import { type Line, plain, styled } from '../report/terminal/styled-text.ts';
import { misdatedWords } from '../report/words/change-words.ts';
import { utcTime } from '../report/words/time.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import { modelOf } from './model-of.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
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
}

export function registerStatus(program: Command): void {
  orDeployed(projectCommand(program, 'status [endpoints...]', 'what is known now'))
    .description('Says of each endpoint what is known now: drift, no drift, or what is missing to tell. Sends nothing.')
    .addHelpText('after', help)
    .action(async (ids: string[], options: PlaceOptions) => {
      using local = await lookInto(options);
      const statuses: EndpointStatus[] = [];
      for (const endpoint of chosenEndpoints(local, ids)) statuses.push(await statusOf(endpoint, local));
      if (options.json) printJson({ schema: 'status/1', endpoints: statuses.map(statusJson) });
      else
        print([
          ...statusLines(
            statuses.map(({ model }) => model),
            outputWidth(),
          ),
          [],
          ...misdatedLines(statuses),
          ...lookLines(statuses, options),
          nextLine(statuses, options),
        ]);
      process.exitCode = exitCodeOf(statuses.map(({ model }) => model));
    });
}

async function statusOf(endpoint: Endpoint, local: ProjectRuntime): Promise<EndpointStatus> {
  const { project, stores, clock } = local;
  const ahead = await lookAhead({ endpoint, goldens: local.goldens(endpoint), project }, { stores, clock });
  return { model: await modelOf(endpoint, local), ahead };
}

/** 1 if anything drifts, else 3 if nothing can be said of something: a monitor that is silent or blind is not fine. */
export function exitCodeOf(models: readonly ReportModel[]): number {
  const kinds = models.map(({ state }) => state.kind);
  if (kinds.includes('drift')) return exitCodes.drift;
  const isUnknown = (model: ReportModel) =>
    ['inconclusive', 'waiting', 'changed'].includes(model.state.kind) || blindingCondition(model) !== undefined;
  return models.some(isUnknown) ? exitCodes.inconclusive : exitCodes.fine;
}

function misdatedLines(statuses: readonly EndpointStatus[]): Line[] {
  return statuses.flatMap(({ model, ahead: { misdated } }) =>
    misdated === 0 ? [] : [[styled('warning', `! ${model.endpoint.id}: ${misdatedWords(misdated)}`)]],
  );
}

/** Where there is something to look into, the command that shows it. */
function lookLines(statuses: readonly EndpointStatus[], place: CommandPlace): Line[] {
  return statuses
    .filter(({ model: { state } }) => state.kind === 'drift' || state.kind === 'suspected')
    .map(({ model: { endpoint, state } }) => [
      plain(`${state.kind === 'drift' ? 'what changed' : 'what is suspected'}: `),
      styled('command', commandText(`show ${endpoint.id}`, place)),
    ]);
}

function nextLine(statuses: readonly EndpointStatus[], place: CommandPlace) {
  const next = statuses.reduce((a, b) => (a.ahead.nextRunAt <= b.ahead.nextRunAt ? a : b));
  const due = statuses.filter(({ ahead }) => ahead.due).map(({ model }) => model.endpoint.id);
  if (due.length > 0) return [plain(`due now: ${due.join(', ')}  `), styled('command', commandText('run', place))];
  return [styled('quiet', `next run: ${next.model.endpoint.id}, ${utcTime(next.ahead.nextRunAt.toISOString())}`)];
}

function statusJson({ model, ahead }: EndpointStatus) {
  const { endpoint, state, runs } = model;
  const last = runs.at(-1);
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
    lastRun: last === undefined ? undefined : { run: last.run, at: last.at },
    due: ahead.due,
    misdated: ahead.misdated,
    nextRunAt: ahead.nextRunAt.toISOString(),
  };
}
