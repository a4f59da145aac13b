import type { Interval } from '../../domain/interval.ts';
import { clopperPearson } from '../../stats/clopper-pearson.ts';

/** Exact 95 % interval of a rate; without a draw, an estimate of NaN in the whole range 0 to 1. */
export function exactInterval(count: number, draws: number): Interval {
  return draws === 0 ? { estimate: Number.NaN, low: 0, high: 1 } : clopperPearson(count, draws);
}
