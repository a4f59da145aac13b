import { binomialCoefficient } from '../stats/labellings.ts';

/** Chance, over a whole incident, that a change which goes on is said to be over by ranks, in `return-test.ts`. */
export const returnLevel = 0.05;
/** Its parts: for a return right after the alarm, and for one at any other time. */
const [atOnce, later] = [0.03, 0.02];

/** Runs that are too few to be called a return, however clearly they differ from the changed ones. */
export const fewestReturned = 3;

/**
 * The first look, in runs behind the alarm, at which runs that all came back can show it: that all of them are nearer to the
 * baseline than all `changed` ones has a chance of 1 / C(changed + j, j) in j runs if nothing came back.
 *
 * @param changed runs of the change, up to the alarm. @returns infinite where one run or two can never tell.
 */
export function firstLook(changed: number): number {
  if (changed < 2) return Number.POSITIVE_INFINITY;
  let look = fewestReturned;
  while (sumFrom(changed, look) > atOnce) look++;
  return look;
}

/**
 * Levels of the tests at the j-th run behind the alarm. All looks of an incident together, however long it lasts, have 0.03 for
 * a return at once, shared out as 1 / C(changed + j, j) so that each look can just be passed, and 0.02 for a later one, as
 * 0.02 / (j (j + 1)).
 */
export function returnLevels(changed: number, look: number): { readonly atOnce: number; readonly later: number } {
  const first = firstLook(changed);
  const share = look < first ? 0 : 1 / binomialCoefficient(changed + look, look) / sumFrom(changed, first);
  return { atOnce: atOnce * share, later: later / (look * (look + 1)) };
}

/** The sum of 1 / C(changed + j, j) over all j from `look` on: changed / ((changed - 1) C(changed + look - 1, changed - 1)). */
function sumFrom(changed: number, look: number): number {
  return changed / ((changed - 1) * binomialCoefficient(changed + look - 1, changed - 1));
}
