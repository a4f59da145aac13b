import { isCovered } from '../../domain/verdict/coverage.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { coverageCauses, coverageWords } from '../words/coverage-words.ts';
import { count, multiple, percent, percentWithInterval, plural, pValue, rough } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { inconclusiveWords, verdictWord } from '../words/verdict-words.ts';
import { verdictStyle } from './history-view.ts';
import { labelLines } from './labelled-lines.ts';
import { type Line, plain, style, wrap } from './styled-text.ts';
import { textTable } from './text-table.ts';

/** A verdict, and the same made again. */
export interface ExplainedRun {
  readonly stored: Judgement;
  readonly recomputed: Judgement;
  readonly differences: readonly { readonly what: string; readonly stored: string; readonly recomputed: string }[];
  readonly settings: { readonly threshold: number; readonly effectFloor: number };
}

/** Why a run has its verdict, number by number, in the order in which each follows from those before. */
export function explainLines(explained: ExplainedRun, falseAlarmsPerYear: number, width: number): Line[] {
  const { stored: judgement } = explained;
  const { evidence, verdict, coverage } = judgement;
  return [
    [style('strong', printable(judgement.run)), style('quiet', `  ${utcTime(evidence.at)}, epoch ${judgement.epoch}`)],
    [],
    ...labelLines('Answers', answersWords(judgement), width, 3),
    ...labelLines('Against', againstWords(judgement), width, 3),
    ...(coverage === undefined
      ? []
      : labelLines(
          'Covers',
          `${coverageWords(coverage)}: ${isCovered(coverage) ? 'enough' : 'too little'} for "no drift" (80 %, or all but one)`,
          width,
          3,
        )),
    ...evidence.channels.flatMap((channel) => channelLines(channel, falseAlarmsPerYear, width)),
    [],
    [style(verdictStyle(judgement), verdictWord(judgement).toUpperCase())],
    ...labelLines('Because', becauseWords(explained), width, 5),
    ...(verdict.kind === 'inconclusive' || coverage === undefined
      ? []
      : coverageCauses(coverage).flatMap((cause) => labelLines('', cause, width))),
    [],
    ...againLines(explained, width),
  ];
}

function answersWords({ evidence: { planned, completed, failed, counted } }: Judgement): string {
  const share = planned === 0 ? '' : ` (${percent(completed / planned)})`;
  const rule = counted ? 'at least half: the run counts as evidence' : 'under half, or none: the run is no evidence';
  return `${completed} of ${planned} planned answers came${share}, ${plural(failed, 'call')} failed; ${rule}`;
}

function againstWords({ evidence: { baselineRuns, channels } }: Judgement): string {
  const [channel] = channels;
  if (channel === undefined) return `${plural(baselineRuns, 'run')} learned before it; nothing is tested yet`;
  return `${plural(channel.references, 'earlier run')} of the same epoch; while nothing changes, every order of these and this one is equally likely`;
}

function channelLines(channel: ChannelEvidence, falseAlarmsPerYear: number, width: number): Line[] {
  const {
    score,
    parts = {},
    pValue: p,
    draws,
    exceedances,
    led,
    logStatistic,
    logThreshold,
    averageRunLength,
  } = channel;
  const made = Object.entries(parts).map(([name, part]) => `${name} ${part.toPrecision(3)}`);
  const threshold = Math.exp(logThreshold);
  return [
    ...labelLines(
      'Score',
      `${score.toPrecision(4)}: how unlike the earlier runs it is${made.length === 0 ? '' : `, in ${made.join(', ')}`}`,
      width,
      3,
    ),
    ...(led === undefined
      ? []
      : labelLines(
          'Newest',
          `${led.runs === 1 ? 'this run alone stands' : `the newest ${led.runs} together stand`} out most, led by ${led.group}`,
          width,
        )),
    ...labelLines('p-value', pValueWords(p, draws, exceedances), width, 3),
    ...labelLines(
      'Evidence',
      logStatistic === null ? 'none: nothing was tested' : `1 / ${pValue(p)} = ${rough(Math.exp(logStatistic))}`,
      width,
    ),
    ...labelLines(
      'Threshold',
      `${rough(threshold)}: ${plural(falseAlarmsPerYear, 'false alarm')} a year over all endpoints means at most one in ${rough(averageRunLength ?? threshold)} runs of this one`,
      width,
      3,
    ),
    ...(logStatistic === null
      ? []
      : labelLines(
          'Ratio',
          `the evidence is ${multiple(logStatistic - logThreshold)} the threshold: ${logStatistic >= logThreshold ? 'an alarm' : 'no alarm'}`,
          width,
        )),
  ];
}

/** The p-value of the leading cohort, shared out over cohorts: what is left when its own is taken from it. */
function pValueWords(p: number, draws: number | undefined, exceedances: number | undefined): string {
  if (draws === undefined || exceedances === undefined) return pValue(p);
  const own = (1 + exceedances) / (1 + draws);
  const share = own / p;
  const shared =
    p < 1 && Math.abs(share - 1) > 1e-9
      ? `, divided by the share of the alarm level that this test has, ${percent(share)}: ${pValue(p)}`
      : '';
  return `${count(exceedances)} of ${plural(draws, 'other order')} of the runs were as extreme: (1 + ${exceedances}) / (1 + ${draws}) = ${pValue(own)}${shared}`;
}

function becauseWords({ stored: { verdict, coverage }, settings }: ExplainedRun): string {
  switch (verdict.kind) {
    case 'drift-detected': {
      const effect =
        verdict.effect === undefined
          ? 'its size cannot be estimated'
          : `${percentWithInterval(verdict.effect)} of answers are not what the baseline would have given`;
      return `an alarm was raised by this run or one before, and what is served is not like the baseline again; ${effect}, the floor is ${percent(verdict.effectFloor)}`;
    }
    case 'no-drift-detected':
      return verdict.belowEffectFloor === undefined
        ? `no evidence beyond the threshold${verdict.suspected ? ', but beyond its square root: suspected' : ''}; a gross change from here on could alarm after ${plural(verdict.earliestAlarmRuns, 'run')}`
        : `the evidence is beyond the threshold, but the effect ${percentWithInterval(verdict.belowEffectFloor)} is under the floor of ${percent(settings.effectFloor)}`;
    case 'inconclusive':
      return inconclusiveWords(verdict, coverage);
  }
}

function againLines({ differences, stored, recomputed }: ExplainedRun, width: number): Line[] {
  if (differences.length === 0) {
    const runs = recomputed.evidence.baselineRuns;
    const text = `Made again just now from the stored answers of this run and ${plural(runs, 'run')} before it: the same to the last digit.`;
    return wrap(text, width).map((line) => [style('good', line)]);
  }
  const why =
    stored.detector === recomputed.detector
      ? 'Something is not what it was: Pinwatch itself, expectations, the promise, the number of runs that are kept, or answers.'
      : `It was judged by ${stored.detector}; this version has ${recomputed.detector}.`;
  return [
    ...wrap(`Made again just now from stored answers, it comes out otherwise. ${why}`, width).map(
      (line): Line => [style('warning', line)],
    ),
    [],
    ...textTable(
      [{ head: 'NUMBER' }, { head: 'THEN' }, { head: 'NOW' }],
      differences.map((one) => [plain(one.what), plain(one.stored), plain(one.recomputed)]),
    ),
  ];
}
