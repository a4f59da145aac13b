import { type Command, Option } from 'commander';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { ChangeAnswer } from '../domain/verdict/change-answer.ts';
import { didItChange } from '../history/did-it-change.ts';
import type { ListedVerdict } from '../history/list-runs.ts';
import { cursorOf } from '../history/page.ts';
import type { ProjectRuntime } from '../project/project-runtime.ts';
import { type Line, plain, style, wrap } from '../report/terminal/styled-text.ts';
import { answerNotes, answerSentence } from '../report/words/answer-words.ts';
import { utcTime } from '../report/words/time.ts';
import { commandText } from './command-text.ts';
import { exitCodes } from './exit-codes.ts';
import { type HistoryFormat, type HistoryPage, historyPage } from './history-pages.ts';
import { pageSize } from './numbers.ts';
import { chosenEndpoints, lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print } from './terminal.ts';
import { type AskedSpan, type TimeOptions, timeHelp, timeSpan } from './time-span.ts';

const help = `
Examples:
  $ pinwatch history                              the newest 20 of each endpoint
  $ pinwatch history support --on "last tuesday"  did it change then?
  $ pinwatch history support --from 7d --verdict drift
  $ pinwatch history support --golden refund      one golden, run by run
  $ pinwatch history support --from 2026-11-01 --format csv > november.csv
  $ pinwatch history support --json               one JSON object an endpoint

EVIDENCE is the statistic as a multiple of its alarm threshold; after an alarm
it begins anew, while the verdict stays until the incident is over. EFFECT is
the share of answers that the baseline would not have given, with a 95 %
interval. SCORE is how strange a golden's answers were, in standard deviations
of the baseline. A narrow terminal leaves columns out, the time first: runs are
named by it. Look further into a run with pinwatch show RUN and explain RUN.
${timeHelp}
`;

/** Short names of verdicts, as people type them. */
const verdicts: { readonly [name: string]: ListedVerdict } = {
  drift: 'drift-detected',
  'no-drift': 'no-drift-detected',
  inconclusive: 'inconclusive',
  'not-judged': 'not-judged',
};

export interface HistoryOptions extends PlaceOptions, TimeOptions {
  readonly last: number;
  readonly verdict?: string;
  readonly golden?: string;
  readonly before?: string;
  readonly format: HistoryFormat;
}

export function registerHistory(program: Command): void {
  orDeployed(projectCommand(program, 'history [endpoints...]', 'runs and verdicts, newest first'))
    .description(
      'Lists runs with their verdicts, newest first, and says of a time whether the model changed then. Sends nothing.',
    )
    .option('--on <day>', 'the runs of one day, and whether the model changed on it')
    .option('--from <time>', 'from this time on')
    .option('--to <time>', 'until this time')
    .option('--utc', 'times are UTC, not those of this machine')
    .addOption(new Option('--verdict <verdict>', 'only runs with this verdict').choices(Object.keys(verdicts)))
    .option('-g, --golden <id>', 'one golden, or one node of chains (TREE › NODE), run by run')
    .option('-n, --last <runs>', 'how many runs of each endpoint, at most 500', pageSize, 20)
    .option('--before <run>', 'what stands before this run: the next page')
    .addOption(
      new Option('--format <format>', 'for other programs').choices(['table', 'csv', 'jsonl']).default('table'),
    )
    .addHelpText('after', help)
    .action(async (ids: string[], options: HistoryOptions) => {
      using local = await lookInto(options);
      const span = timeSpan(options, local.clock.now());
      const { endpoints, cursor } = await startOf(ids, options, local);
      for (const [i, endpoint] of endpoints.entries()) {
        const answer = await answerFor(endpoint, span, local);
        const query = { ...span, limit: options.last, cursor, ...verdictOf(options) };
        const page = await historyPage(endpoint, query, { ...options, answer, isFirst: i === 0 }, local);
        if (page.text !== undefined) process.stdout.write(page.text);
        else
          print([
            ...title(endpoint.id, i, endpoints.length),
            ...answerLines(answer),
            ...page.lines,
            ...moreLines(endpoint, page, options),
          ]);
      }
      process.exitCode = exitCodes.fine;
    });
}

function verdictOf({ verdict }: HistoryOptions): { readonly verdict?: ListedVerdict | undefined } {
  return verdict === undefined ? {} : { verdict: verdicts[verdict] };
}

/** Which endpoints are listed, and from where on. @throws {ConfigError} for a run that there is not. */
async function startOf(
  ids: readonly string[],
  { before }: HistoryOptions,
  local: ProjectRuntime,
): Promise<{ readonly endpoints: readonly Endpoint[]; readonly cursor?: string }> {
  const endpoints = chosenEndpoints(local, ids);
  if (before === undefined) return { endpoints };
  const run = await local.stores.runs.get(before);
  const endpoint = endpoints.find(({ id }) => id === run?.endpoint);
  if (run === undefined || endpoint === undefined)
    throw new ConfigError([{ where: '--before', what: `expected a run of what is listed, got "${before}"` }]);
  return { endpoints: [endpoint], cursor: cursorOf({ at: run.plannedAt, id: run.run }) };
}

/** Asked of a time, whether the model changed then comes first. A time without an end ends now. */
async function answerFor(
  endpoint: Endpoint,
  span: AskedSpan,
  local: ProjectRuntime,
): Promise<ChangeAnswer | undefined> {
  if (span.from === undefined) return undefined;
  const until = span.until ?? local.clock.now().toISOString();
  return Date.parse(span.from) < Date.parse(until)
    ? didItChange(endpoint.id, { from: span.from, until }, local)
    : undefined;
}

function answerLines(answer: ChangeAnswer | undefined): Line[] {
  if (answer === undefined) return [];
  const { from, until } = answer.span;
  const tone = {
    changed: 'alarm',
    'may-have': 'warning',
    'was-changed': 'warning',
    'cannot-tell': 'warning',
    'no-change-shown': 'good',
  } as const;
  return [
    [style('quiet', `${utcTime(from)} to ${utcTime(until)}`)],
    ...wrap(answerSentence(answer), outputWidth()).map((line): Line => [style(tone[answer.kind], line)]),
    ...answerNotes(answer).flatMap((note) =>
      wrap(note, outputWidth() - 2).map((line, i): Line => [plain(`${i === 0 ? '- ' : '  '}${line}`)]),
    ),
    [],
  ];
}

/** Names the endpoint above its table where there are several tables. */
function title(endpoint: string, index: number, of: number): Line[] {
  if (of === 1) return [];
  return [...(index === 0 ? [] : [[]]), [style('strong', endpoint)]];
}

function moreLines(endpoint: Endpoint, { oldest }: HistoryPage, options: HistoryOptions): Line[] {
  if (oldest === undefined) return [];
  const asked = (['on', 'from', 'to', 'verdict', 'golden'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name} ${/^[\w.:-]+$/.test(value) ? value : `"${value}"`}`];
  });
  const command = ['history', endpoint.id, ...asked, ...(options.utc ? ['--utc'] : []), `--before ${oldest}`].join(' ');
  return [[], [style('quiet', 'more: '), style('command', commandText(command, options))]];
}
