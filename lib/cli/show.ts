import type { Command } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { goldenName } from '../domain/golden/golden-key.ts';
import { failedDraws } from '../domain/run/failed-draws.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Explanation } from '../domain/verdict/explanation.ts';
import type { RunAnswers } from '../domain/verdict/runs-compared.ts';
import { conditionsAt, gatherRun } from '../history/gather-run.ts';
import { findIncident } from '../history/list-incidents.ts';
import { answersTo, runAnswers } from '../history/run-answers.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { failedCallLines, failureWords } from '../report/terminal/failed-calls.ts';
import { incidentInFull } from '../report/terminal/incidents-view.ts';
import { showLines } from '../report/terminal/show-view.ts';
import { type Line, plain, style, wrap } from '../report/terminal/styled-text.ts';
import { columns, printable } from '../report/words/printable.ts';
import { type CommandPlace, commandText } from './command-text.ts';
import { exitCodes } from './exit-codes.ts';
import { foundRun } from './found-run.ts';
import { lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch show                               the newest run
  $ pinwatch show support                       the newest run of an endpoint
  $ pinwatch show 20261122T090000000Z-support   a run, as history names it
  $ pinwatch show support --golden refund       what was answered to one golden
  $ pinwatch show INCIDENT                      an incident
  $ pinwatch show support --json                all of it, for a program

The output holds answers of the model: treat it as customer data.
`;

interface ShowOptions extends PlaceOptions {
  readonly golden?: string;
}

export function registerShow(program: Command): void {
  orDeployed(projectCommand(program, 'show [run-or-incident]', 'one run or incident in full, with what was answered'))
    .description(
      'Shows one run or incident: counts, verdict, evidence, what failed, and examples before and after. Sends nothing.',
    )
    .option('-g, --golden <id>', 'show the answers to this golden, or at this node of chains (TREE › NODE)')
    .addHelpText('after', help)
    .action(async (name: string | undefined, options: ShowOptions) => {
      using local = await lookInto(options);
      process.exitCode = exitCodes.fine;
      const incident = name === undefined ? undefined : await local.stores.incidents.get(name);
      if (incident !== undefined) return await showIncident(incident.id, local, options);
      const run = await foundRun(name, local, options);
      const answers = await runAnswers(run.run, local.stores);
      if (options.json) printJson(await runJson(answers, local));
      else if (options.golden !== undefined) print(answerLines(answers, options.golden));
      else print(await runLines(answers, local, options));
    });
}

async function showIncident(id: string, { stores, project }: ProjectRuntime, options: ShowOptions): Promise<void> {
  const told = await findIncident(id, stores);
  if (options.json) printJson({ schema: 'incident/1', ...told });
  else
    print([
      ...incidentInFull(told, project.falseAlarmsPerYear, outputWidth()),
      [],
      [
        style('command', commandText(`explain ${told.incident.openedByRun}`, options)),
        style('quiet', '  why it alarmed'),
      ],
    ]);
}

async function runLines(answers: RunAnswers, local: ProjectRuntime, place: CommandPlace): Promise<Line[]> {
  const { run, judgement, samples } = answers;
  const endpoint = local.project.endpoints.find(({ id }) => id === run.endpoint);
  if (endpoint === undefined)
    throw new ConfigError([{ where: 'run', what: `its endpoint ${run.endpoint} is not in the project any more` }]);
  const model = await gatherRun(endpoint, local.project, answers, local);
  const lines = showLines(model, run.run, { width: outputWidth() }) ?? [];
  const example = goldenToShow(answers, judgement?.explanation);
  return [
    ...lines,
    ...failedCallLines(failedDraws(samples)),
    [],
    [
      style('command', commandText(`show ${run.run} --golden ${example}`, place)),
      style('quiet', '  what was answered'),
    ],
  ];
}

/** The golden, or the node of chained draws, that moved most, as far as this run drew it; else the first golden. */
function goldenToShow({ byName }: RunAnswers, explanation: Explanation | undefined): string {
  const goldens = [...byName.keys()];
  const moved = (explanation?.goldens ?? []).map(({ golden }) => goldenName(golden));
  return moved.find((golden) => goldens.includes(golden)) ?? goldens[0] ?? '';
}

async function runJson({ run, judgement, samples }: RunAnswers, { stores }: ProjectRuntime) {
  return { schema: 'run/1', run, judgement, conditions: await conditionsAt(run, stores), samples };
}

function answerLines(answers: RunAnswers, golden: string): Line[] {
  const draws = answersTo(golden, answers);
  return [[style('strong', golden), style('quiet', `  in run ${answers.run.run}`)], ...draws.flatMap(drawLines)];
}

function drawLines(sample: Sample): Line[] {
  const { turns = 1, attempts = turns } = sample;
  const facts = [
    sample.finishReason,
    sample.outputTokens === undefined ? undefined : `${sample.outputTokens} tokens`,
    sample.latencyMs === undefined ? undefined : `${Math.round(sample.latencyMs)} ms`,
    turns > 1 ? `${turns} requests` : undefined,
    attempts > turns ? `${attempts} attempts (${attemptWords(sample)})` : undefined,
  ].filter((fact) => fact !== undefined);
  const head: Line = [[style('quiet', `#${sample.repetition}  ${facts.join(', ')}`)]].flat();
  if (sample.error !== undefined)
    return [[], head, [plain('  '), style('alarm', printable(failureWords(sample)))], ...noteLines(sample)];
  const calls = (sample.toolCalls ?? []).map((call) => `${call.name}(${call.arguments})`);
  const text = [...(sample.text ? shorten(sample.text).split('\n') : []), ...calls.map(shorten)];
  return [[], head, ...text.flatMap(textLines), ...noteLines(sample)];
}

function noteLines({ notes = [] }: Sample): Line[] {
  return notes.map((note) => [style('quiet', `  ${printable(note)}`)]);
}

/** Characters of one answer that a terminal shows. */
const mostShown = 8000;

/** A long answer by its beginning and end: what is left out is named, and `--json` has it. */
function shorten(text: string): string {
  if (text.length <= mostShown) return text;
  const half = mostShown / 2;
  const left = (text.length - mostShown).toLocaleString('en-US');
  return `${text.slice(0, half)}\n… ${left} characters are left out here (--json has them all) …\n${text.slice(-half)}`;
}

/** What the attempts before the answer failed with: such an answer may not be what users get. */
function attemptWords({ failedAttempts = [] }: Sample): string {
  const failed = failedAttempts.map(({ error }) => error);
  return failed.length === 0 ? 'made again' : `after ${[...new Set(failed)].join(', ')}`;
}

function textLines(text: string): Line[] {
  const safe = printable(text);
  const lines = columns(safe) <= outputWidth() - 2 ? [safe] : wrap(safe, outputWidth() - 2);
  return lines.map((line) => [plain(`  ${line}`)]);
}
