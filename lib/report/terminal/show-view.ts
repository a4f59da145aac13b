import { streamWords } from '../../domain/endpoint/delivery.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { effectOf } from '../alert/alert-words.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { ReportRun } from '../model/report-run.ts';
import { carriedOnWords } from '../words/carried-on-words.ts';
import { conditionSentence } from '../words/condition-words.ts';
import { coverageCauses, coverageWords, learnedAgainWords, unreadableWords } from '../words/coverage-words.ts';
import { exactInterval } from '../words/exact-interval.ts';
import { count, duration, multipleShort, percentWithInterval, plural, pValue, rough } from '../words/format.ts';
import { looksBackWords } from '../words/going-on-words.ts';
import { printable } from '../words/printable.ts';
import { quietWords } from '../words/quiet-words.ts';
import { isFailureRate, rateTitle } from '../words/rate-words.ts';
import { shrunkWords } from '../words/shrunk-words.ts';
import { utcTime } from '../words/time.ts';
import { inconclusiveWords, verdictWord } from '../words/verdict-words.ts';
import { divergenceLines } from './divergence-lines.ts';
import { findingLines } from './finding-lines.ts';
import { verdictStyle } from './history-view.ts';
import { labelLines } from './labelled-lines.ts';
import { type Line, plain, style } from './styled-text.ts';
import { textTable } from './text-table.ts';

export interface ShowOptions {
  /** Columns of the terminal, at least 60. @default 96 */
  readonly width?: number;
  /** How many before/after examples are shown. @default 3 */
  readonly examples?: number;
}

/**
 * Everything about one run, for a terminal: counts, verdict, channels, what fails, facts and examples. `undefined` for
 * a run that is not in the model. Holds customer data.
 */
export function showLines(model: ReportModel, run: string, options: ShowOptions = {}): Line[] | undefined {
  const found = model.runs.find((one) => one.run === run);
  if (found === undefined) return undefined;
  const width = Math.max(60, options.width ?? 96);
  const { judgement } = found;
  return [
    [style('strong', printable(run))],
    [],
    ...runLines(model, found, width),
    ...(judgement === undefined ? [] : judgementLines(model, judgement, width)),
    ...(judgement?.explanation?.examples ?? [])
      .slice(0, options.examples ?? 3)
      .flatMap((example): Line[] => [[], ...divergenceLines(example, width)]),
  ];
}

function runLines(model: ReportModel, { at, epoch, record, judgement }: ReportRun, width: number): Line[] {
  const took =
    record?.finishedAt === undefined ? '' : `, took ${duration(Date.parse(record.finishedAt) - Date.parse(at))}`;
  const tokens = record === undefined ? '' : `${count(record.inputTokens)} in, ${count(record.outputTokens)} out`;
  return [
    ...labelLines('Endpoint', `${model.endpoint.id} (${model.endpoint.model} at ${model.endpoint.provider})`, width),
    ...labelLines('Time', `${utcTime(at)}${took}`, width),
    ...labelLines('Epoch', String(epoch), width),
    ...labelLines('Answers', answersOf(record, judgement), width),
    ...labelLines('Tokens', tokens, width),
    ...conditionsAt(model, at).flatMap((condition) => labelLines('Condition', conditionSentence(condition), width, 3)),
  ];
}

/** What kept the endpoint from being watched at the time of a run. */
function conditionsAt({ conditions }: ReportModel, at: string) {
  const time = Date.parse(at);
  return conditions.filter(
    ({ kind, since, resolvedAt }) =>
      kind !== 'silent' && Date.parse(since) <= time && (resolvedAt === undefined || time < Date.parse(resolvedAt)),
  );
}

function answersOf(record: ReportRun['record'], judgement: ReportRun['judgement']): string {
  const counts = record ?? judgement?.evidence;
  if (counts === undefined) return '';
  return [
    `${counts.completed} of ${counts.planned}, ${plural(counts.failed, 'failed call')}`,
    ...(judgement?.evidence.counted === false ? ['too few to count as evidence'] : []),
    ...(record?.stream === undefined ? [] : [`asked for as ${streamWords(record.stream)}`]),
    ...(record?.shrunk === undefined ? [] : [shrunkWords(record.shrunk)]),
    ...(record?.closedBecause === 'budget' ? ['not made to its end, as a budget has no more for it'] : []),
  ].join('; ');
}

function judgementLines(model: ReportModel, judgement: Judgement, width: number): Line[] {
  const { verdict, evidence, explanation, detector, incident, coverage, quiet } = judgement;
  const alarms = verdict.kind === 'drift-detected' ? verdict.alarms : [];
  const { channels } = evidence;
  const { falseAlarmsPerYear } = model.budget;
  const effect = effectOf(verdict, explanation);
  return [
    ...labelLines('Judged by', detector, width),
    ...labelLines('Incident', incident ?? '', width),
    ...labelLines('Seen by', incidentNotes(model, incident), width),
    ...labelLines('Quiet', quiet === undefined ? '' : `${quietWords(quiet)}, until ${utcTime(quiet.until)}`, width),
    [],
    [style(verdictStyle(judgement), verdictWord(judgement).toUpperCase())],
    ...(verdict.kind === 'inconclusive' ? labelLines('', inconclusiveWords(verdict, coverage), width) : []),
    ...coverageLines(judgement, width),
    ...findingLines(
      {
        explanation,
        effect,
        alarms,
        channels,
        facts: evidence.facts,
        everyFact: true,
        falseAlarmsPerYear,
        back: looksBackWords(verdict),
      },
      width,
    ),
    ...carriedOnLines(judgement, width),
    ...channelLines(evidence.channels),
    ...failureLines(judgement),
  ];
}

/** Who has seen the incident of a run, who closed it, and why. */
function incidentNotes({ incidentRecords }: ReportModel, id: string | undefined): string {
  const { acknowledged, by, why, status } = incidentRecords.find((incident) => incident.id === id) ?? {};
  return [
    ...(acknowledged === undefined ? [] : [`${acknowledged.by}, ${utcTime(acknowledged.at)}: ${acknowledged.why}`]),
    ...(by === undefined ? [] : [`${status} by ${by}: ${why}`]),
  ].join('; ');
}

/** What the verdict covers; what is not judged and why is said with a verdict that it did not keep from being given. */
function coverageLines({ verdict, coverage, learnedAgain, unreadable = [] }: Judgement, width: number): Line[] {
  const lost = unreadable.length === 0 ? [] : labelLines('Lost', unreadableWords(unreadable), width);
  if (coverage === undefined) return lost;
  const causes = verdict.kind === 'inconclusive' ? [] : coverageCauses(coverage);
  return [
    ...labelLines('Covers', coverageWords(coverage), width),
    ...causes.flatMap((cause) => labelLines('', cause, width)),
    ...(learnedAgain === undefined ? [] : labelLines('Baseline', learnedAgainWords(learnedAgain), width)),
    ...lost,
  ];
}

function carriedOnLines(judgement: Judgement, width: number): Line[] {
  const why = carriedOnWords(judgement);
  return why === undefined ? [] : labelLines('This run', why, width, 3);
}

function channelLines(channels: readonly ChannelEvidence[]): Line[] {
  if (channels.length === 0) return [];
  const heads = ['CHANNEL', 'SCORE', 'P-VALUE', 'AGAINST', 'EVIDENCE', 'THRESHOLD', 'RATIO'];
  const rows = channels.map(({ channel, score, pValue: p, references, logStatistic, logThreshold }) =>
    [
      channel,
      score.toPrecision(3),
      pValue(p),
      plural(references, 'run'),
      logStatistic === null ? 'no bet yet' : rough(Math.exp(logStatistic)),
      count(Math.exp(logThreshold)),
      logStatistic === null ? '' : multipleShort(logStatistic - logThreshold),
    ].map(plain),
  );
  return [
    [],
    ...textTable(
      heads.map((head, i) => ({ head, numeric: i > 0 })),
      rows,
    ),
  ];
}

/** Expectations that failed in this run, most often first. */
function failureLines({ evidence }: Judgement): Line[] {
  const rates = evidence.rates ?? [];
  // Where it is known of each golden, the pooled rate says it twice.
  const byGolden = new Set(rates.flatMap(({ golden, name }) => (golden === undefined ? [] : [name])));
  const failed = rates.filter(
    (rate) => isFailureRate(rate) && rate.count > 0 && (rate.golden !== undefined || !byGolden.has(rate.name)),
  );
  if (failed.length === 0) return [];
  const rows = [...failed]
    .sort((a, b) => b.count / b.draws - a.count / a.draws)
    .slice(0, 20)
    .map((rate) => [
      plain(printable(rateTitle(rate))),
      plain(`${rate.count}/${rate.draws}`),
      plain(percentWithInterval(exactInterval(rate.count, rate.draws))),
    ]);
  return [
    [],
    ...textTable(
      [{ head: 'FAILED IN THIS RUN', most: 60 }, { head: 'ANSWERS', numeric: true }, { head: 'RATE' }],
      rows,
    ),
  ];
}
