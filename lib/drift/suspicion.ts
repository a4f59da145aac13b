import { medianMad } from '../stats/median-mad.ts';

/** A run is suspicious when the model gives it less than this. */
const suspicious = 1e-4;

/**
 * Whether a run lies so far beyond all earlier ones that it deserves confirming runs. Ranks cannot say how far beyond; this
 * continues them with the tail of a Student distribution with 4 degrees of freedom. That is a model, without a guarantee
 * (on recordings it raised false alarms above its nominal rate), so it never alarms by itself.
 *
 * @param pValue the run's rank among `references`.
 */
export function isSuspicious(score: number, references: readonly number[], pValue: number): boolean {
  if (references.length < 5) return false;
  const largest = Math.max(...references);
  if (score <= largest) return false;
  const { median, mad } = medianMad(references);
  const spread = Math.max(mad, deviation(references));
  if (spread === 0) return true;
  const beyond = studentTail((score - median) / spread) / studentTail((largest - median) / spread);
  return pValue * beyond < suspicious;
}

/** P(T > t) for Student's distribution with 4 degrees of freedom, t >= 0. */
function studentTail(t: number): number {
  if (t > 100) return 6 / t ** 4; // the exact form loses all digits
  return 0.5 - (t * (t * t + 6)) / (2 * (t * t + 4) ** 1.5);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
