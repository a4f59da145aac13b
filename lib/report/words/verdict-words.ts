import type { Verdict } from '../../domain/verdict/verdict.ts';
import { plural } from './format.ts';

const inconclusive = {
  learning: 'learning',
  'too-few-samples': 'inconclusive: too few answers',
  unreachable: 'inconclusive: unreachable',
  'baseline-not-uniform': 'inconclusive: uneven baseline',
  'nothing-in-common': 'inconclusive: none of the goldens of the baseline',
  'new-circumstances': 'inconclusive: new circumstances',
  'baseline-too-short': 'inconclusive: baseline too short',
} as const;

/** A verdict in a few words, for a cell of a table. */
export function verdictWord(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'drift-detected':
      return 'drift detected';
    case 'inconclusive':
      return inconclusive[verdict.reason];
    case 'no-drift-detected':
      if (verdict.suspected) return 'no drift detected (suspected)';
      return verdict.belowEffectFloor === undefined
        ? 'no drift detected'
        : 'no drift detected (under the effect floor)';
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
  unreachable: 'The endpoint did not answer.',
  'baseline-not-uniform': 'The runs of the baseline do not look alike, so nothing can be held against them.',
  'nothing-in-common': 'None of the goldens of the baseline was answered as it was there.',
  'new-circumstances': 'Too few runs before had the circumstances of this one.',
  'baseline-too-short': 'With so short a baseline not even the grossest change could alarm at this threshold.',
} as const;

/** Whether the run was the last one of the baseline: there is no verdict on it, and there will be one on the next. */
export function isLearned({ reason, needed }: Inconclusive): boolean {
  return reason === 'learning' && needed.runs === 0;
}

/** Why nothing can be said, and what would have been enough. */
export function inconclusiveWords(verdict: Inconclusive): string {
  if (isLearned(verdict)) return 'The baseline is learned. The next run is judged.';
  return `${why[verdict.reason]} ${neededWords(verdict.needed)}`;
}

function neededWords({ runs, drawsPerRun }: Inconclusive['needed']): string {
  const [howMany, each] = [plural(runs, 'more run'), plural(drawsPerRun, 'answer')];
  if (runs === 0) return `${each} in a run would have been enough.`;
  return `${howMany} with at least ${each}${runs === 1 ? '' : ' each'} would be enough.`;
}
