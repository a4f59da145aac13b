import { type Random, shuffleInPlace } from '../../lib/domain/random.ts';
import { alarmShare, bagLimit, frozenAt, frozenRisk, referenceRuns } from '../../lib/drift/detector-settings.ts';
import { defaultBets } from '../../lib/stats/bets.ts';
import { frozenBounds, frozenRank } from '../../lib/stats/frozen-rank.ts';
import {
  newShiryaevRoberts,
  type ShiryaevRobertsState,
  shiryaevRobertsStep,
} from '../../lib/stats/shiryaev-roberts.ts';
import { smoothedRank } from '../../lib/stats/smoothed-rank.ts';

const smallest = frozenBounds(frozenAt, frozenRisk)[0]?.pValue as number;

/**
 * The detector without its texts: an epoch in which each run is one number, ranked, bet on and learned by the rules and
 * with the constants that are shipped. What is ranked is always exchangeable here, so it shows what bets and threshold do.
 */
export class RankedScores {
  readonly #random: Random;
  #scores: number[];
  #phase: 'bag' | 'reference';
  #statistic: ShiryaevRobertsState = newShiryaevRoberts(defaultBets);
  #run = 0;

  /** @param baseline scores that were learned; so many that a reference is frozen are one. */
  constructor(baseline: readonly number[], random: Random) {
    this.#random = random;
    this.#scores = [...baseline];
    this.#phase = baseline.length < frozenAt ? 'bag' : 'reference';
  }

  /** Ranks the next score, bets, and learns it; returns ln of the statistic. */
  next(score: number): number {
    const before = this.#scores.length;
    const isFrozen = this.#phase === 'reference' && before >= frozenAt;
    const pValue = isFrozen
      ? frozenRank(score, this.#scores, frozenRisk)
      : smoothedRank(score, this.#scores, 1 - this.#random());
    if (!isFrozen) this.#scores.push(score);
    if (this.#phase === 'bag' && this.#scores.length >= bagLimit) {
      this.#scores = shuffleInPlace(this.#scores, this.#random).slice(referenceRuns);
      this.#phase = 'reference';
    }
    const at = { before, run: ++this.#run, ...(isFrozen ? { smallest } : {}) };
    const { state, logStatistic } = shiryaevRobertsStep(this.#statistic, pValue, at, defaultBets);
    this.#statistic = state;
    return logStatistic;
  }

  /** Nothing staked, everything learned: what an alarm leaves. */
  reset(): void {
    this.#statistic = newShiryaevRoberts(defaultBets);
  }
}

/** ln of the statistic at which an endpoint with this threshold alarms. */
export function alarmsAt(threshold: number): number {
  return Math.log(alarmShare * threshold);
}

/** Mean of a sample, and the standard error of that mean. */
export function meanOf(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** The middle of some delays; one that never came is later than all. */
export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] as number;
}
