import { streamWords } from '../../domain/endpoint/delivery.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { coverageCauses, coverageShort, isPartial } from './coverage-words.ts';
import { plural } from './format.ts';

/** A verdict, and what it covers where that is known. */
export type Judged = Pick<Judgement, 'verdict' | 'coverage'>;

const inconclusive = {
  learning: 'learning',
  'too-few-samples': 'inconclusive: too few answers',
  unreachable: 'inconclusive: no answers',
  'baseline-not-uniform': 'inconclusive: uneven baseline',
  'nothing-in-common': 'inconclusive: none of the goldens of the baseline',
  'new-circumstances': 'inconclusive: new circumstances',
  'baseline-too-short': 'inconclusive: baseline too short',
  'partly-covered': 'inconclusive: partly judged',
} as const;

/** A verdict in a few words, for a cell of a table. One that does not cover everything, or no live answers, says so. */
export function verdictWord({ verdict, coverage }: Judged): string {
  const stream = coverage?.stream === undefined ? [] : [`${streamWords(coverage.stream)} answers`];
  const covers = isPartial(coverage) && coverage.unjudged.length > 0 ? [coverageShort(coverage)] : [];
  switch (verdict.kind) {
    case 'drift-detected':
      return `drift detected${stream.length === 0 ? '' : ` (${stream})`}`;
    case 'inconclusive':
      return verdict.reason === 'partly-covered' && coverage !== undefined
        ? `inconclusive: ${coverageShort(coverage)}`
        : inconclusive[verdict.reason];
    case 'no-drift-detected': {
      const notes = [
        ...(verdict.unconfirmed === undefined ? [] : ['an alarm is not confirmed']),
        ...(verdict.suspected && verdict.unconfirmed === undefined ? ['suspected'] : []),
        ...(verdict.belowEffectFloor === undefined ? [] : ['under the effect floor']),
        ...covers,
        ...stream,
      ];
      return `no drift detected${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
    }
  }
}

/** How much it should catch the eye. */
export function verdictTone(verdict: Verdict): 'alarm' | 'warning' | 'good' | 'neutral' {
  if (verdict.kind === 'drift-detected') return 'alarm';
  if (verdict.kind === 'inconclusive') return verdict.reason === 'learning' ? 'neutral' : 'warning';
  return verdict.suspected || verdict.belowEffectFloor !== undefined ? 'warning' : 'good';
}

type Inconclusive = Extract<Verdict, { kind: 'inconclusive' }>;

const why = {
  learning: 'The baseline is still being learned.',
  'too-few-samples': 'Too few answers arrived for the run to count.',
  unreachable: 'No call brought an answer.',
  'baseline-not-uniform': 'The runs of the baseline do not look alike, so nothing can be held against them.',
  'nothing-in-common': 'None of the goldens of the baseline was answered as it was there.',
  'new-circumstances': 'Too few runs before had the circumstances of this one.',
  'baseline-too-short': 'With so short a baseline not even the grossest change could alarm at this threshold.',
  'partly-covered': 'Too few goldens were judged to say that there is no drift.',
} as const;

/** Whether the run was the last one of the baseline: there is no verdict on it, and there will be one on the next. */
export function isLearned({ reason, needed }: Inconclusive): boolean {
  return reason === 'learning' && needed.runs === 0;
}

/** Whether runs are what is missing, and every one that counts brings the verdict nearer. */
export function isLearning({ reason, needed }: Inconclusive): boolean {
  return (
    (reason === 'learning' || reason === 'baseline-not-uniform' || reason === 'baseline-too-short') && needed.runs > 0
  );
}

/** Why nothing can be said, which goldens are the cause, and what it takes. */
export function inconclusiveWords(verdict: Inconclusive, coverage?: Judgement['coverage']): string {
  if (isLearned(verdict)) return 'The baseline is learned. The next run is judged.';
  const causes = coverage === undefined ? [] : coverageCauses(coverage);
  const isOfCoverage = verdict.reason === 'partly-covered' || verdict.reason === 'new-circumstances';
  return [why[verdict.reason], ...causes, ...(isOfCoverage ? [] : [neededWords(verdict)])].join(' ');
}

/** What a verdict takes, said so that it is kept: runs that come may fail as well. */
function neededWords({ reason, needed: { runs, drawsPerRun } }: Inconclusive): string {
  const each = plural(drawsPerRun, 'answer');
  if (reason === 'too-few-samples' || reason === 'unreachable')
    return `A run takes at least ${each} to count${runs > 1 ? `, and ${plural(runs, 'more run')} to learn` : ''}.`;
  if (runs === 0) return `It takes ${each} in a run.`;
  return `It takes ${plural(runs, 'more run')} with at least ${each}${runs === 1 ? '' : ' each'}.`;
}
