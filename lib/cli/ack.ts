import type { Command } from 'commander';
import type { Incident } from '../domain/verdict/incident.ts';
import { type ActedOn, acknowledge, requireIncidents, resolve } from '../monitor/act/incident-actions.ts';
import { runsUntilReopened } from '../monitor/tell/still-shown.ts';
import { type Line, plain, style } from '../report/terminal/styled-text.ts';
import { plural } from '../report/words/format.ts';
import { type DecideOptions, decidingDeps, decisionCommand, decisionOf, toldWhen } from './decide.ts';
import { exitCodes } from './exit-codes.ts';
import { decideIn, endpointsOfIncidents } from './project.ts';
import { print, printJson } from './terminal.ts';

const ackHelp = `
Examples:
  $ pinwatch ack support --why "seen, asking the provider"
  $ pinwatch ack support --why "seen" --by ana --stack Pinwatch

Nothing more is told of the incident until it is over. Incidents of other
endpoints that were told together with it are acknowledged as well. Every sink
hears who did it; why stays here. The verdict stays what it is.
`;

const resolveHelp = `
Examples:
  $ pinwatch resolve support --why "our proxy was rolled back"

The incident is over because you say so, and the baseline stays. If the change
is still there, the incident is opened again when ${runsUntilReopened} runs since show it.
To take what is served now as normal instead: pinwatch accept.
`;

/** `ack` and `resolve`: what people do about an incident that goes on. */
export function registerAck(program: Command): void {
  decisionCommand(program, 'ack <endpoints...>', 'stop the messages about an incident')
    .description('Says that you have seen the incident of an endpoint: no more messages until it is over.')
    .addHelpText('after', ackHelp)
    .action((ids: string[], options: DecideOptions) => act(ids, options, acknowledge, ackLines));
  decisionCommand(program, 'resolve <endpoints...>', 'close an incident; the baseline stays')
    .description('Says that the incident of an endpoint is over. The baseline stays.')
    .addHelpText('after', resolveHelp)
    .action((ids: string[], options: DecideOptions) => act(ids, options, resolve, resolvedLines));
}

async function act(
  ids: readonly string[],
  options: DecideOptions,
  action: typeof acknowledge,
  lines: (acted: ActedOn, when: string) => Line[],
): Promise<void> {
  const decision = decisionOf(options);
  using local = await decideIn(options);
  const deps = decidingDeps(local, options);
  const endpoints = await endpointsOfIncidents(local, ids);
  await requireIncidents(endpoints, local.stores); // of all of them, before anything is written
  const acted: ActedOn[] = [];
  for (const endpoint of endpoints) {
    // With the one before it this one's incident may have been acknowledged already.
    if (acted.some(({ others }) => others.some((one) => one.endpoint === endpoint.id))) continue;
    acted.push(await action(endpoint, decision, deps));
  }
  const when = await toldWhen(local, [...new Set(acted.flatMap(allOf).map(({ endpoint }) => endpoint))]);
  process.exitCode = exitCodes.fine;
  if (options.json) printJson({ schema: 'incidents/1', incidents: acted.flatMap(allOf) });
  else print(acted.flatMap((one) => lines(one, when)));
}

function allOf({ incident, others }: ActedOn): Incident[] {
  return [incident, ...others];
}

function ackLines({ incident, others }: ActedOn, when: string): Line[] {
  const { by = '', why = '' } = incident.acknowledged ?? {};
  const together = others.map(({ endpoint }) => endpoint).join(', ');
  return [
    [style('good', 'acknowledged'), plain(`  incident ${incident.id}, by ${by}: ${why}`)],
    ...(others.length === 0 ? [] : [[plain(`              and those told together with it: ${together}`)]]),
    [plain(`              no more messages about it until it is over${when}`)],
  ];
}

function resolvedLines({ incident }: ActedOn, when: string): Line[] {
  const { by = '', why = '' } = incident;
  return [
    [style('good', 'resolved'), plain(`  incident ${incident.id}, by ${by}: ${why}`)],
    [
      plain(
        `          the baseline stays; it is opened again if ${plural(runsUntilReopened, 'run')} still show the change${when}`,
      ),
    ],
  ];
}
