/** Chance, over a whole incident, that a gap between changed runs is taken for their end. */
export const gapLevel = 0.05;
/** Ordinary runs in a row that are too few to be called a return, whatever was before them. */
const fewestInGap = 3;

/** Runs since a change, oldest first, as far as they are told apart one by one. */
export interface MarkedRuns {
  /** Runs up to the newest one that is further out than any before the change, and how many of them are. */
  readonly runs: number;
  readonly marked: number;
  /** How many were when the alarm was raised, 1 or more. */
  readonly markedAtAlarm: number;
}

/**
 * How many ordinary runs in a row, behind the newest marked one, say that a change is over, be it one of all runs or of a few.
 *
 * Null: a change goes on, each run of which is marked with the same unknown chance, independently. With k of n runs marked, the
 * chance of q ordinary runs next is the product of (n - k + 1 + i) / (n + 2 + i) for i under q (rule of succession, uniform prior).
 * The gap behind the k-th marked run has level 0.05 k0 / (k (k + 1)), with k0 of them at the alarm; these add up to 0.05 over an
 * incident of any length. It is an average over chances, and a change is dated from a run that is marked: measured is 0.08
 * (`test/drift/quiet-gap.test.ts`), more where a change of few runs began with several in a row.
 *
 * @example gapNeeded({ runs: 4, marked: 4, markedAtAlarm: 4 }) // 4
 * @example gapNeeded({ runs: 12, marked: 3, markedAtAlarm: 3 }) // 23
 */
export function gapNeeded({ runs, marked, markedAtAlarm }: MarkedRuns): number {
  const level = (gapLevel * markedAtAlarm) / (marked * (marked + 1));
  let [chance, gap] = [1, 0];
  while (gap < fewestInGap || chance > level) {
    chance *= (runs - marked + 1 + gap) / (runs + 2 + gap);
    gap++;
  }
  return gap;
}
