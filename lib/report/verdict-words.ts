import type { Verdict } from '../domain/verdict.ts';

const inconclusive = {
  learning: 'learning',
  'too-few-samples': 'inconclusive: too few answers',
  unreachable: 'inconclusive: unreachable',
  'baseline-not-uniform': 'inconclusive: uneven baseline',
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
