import type { Limit } from '../domain/run/limits.ts';
import type { Shrunk } from '../domain/run/run.ts';
import { addSpending, type Budget, isWithin, type Spending } from '../domain/run/spending.ts';
import { endOfPeriod, periodsOf } from './limits-of.ts';

/**
 * Runs may be smaller in the last quarter of a month only. Whether they are depends on what was used, and so on answers;
 * when they may be depends on the calendar, which is what lets the promise of false alarms count them.
 */
export const shrinkingShare = 1 / 4;

/** A run that was smaller stays so until what is due takes no more than this share of what is left to it: sizes do not alternate. */
const enoughAgain = 0.9;

/** Whether a run may be smaller than its endpoint asks for, by its time. */
export function mayShrinkAt(at: Date): boolean {
  const [, month] = periodsOf(at);
  const end = endOfPeriod(month).getTime();
  const begin = Date.parse(`${month}-01T00:00:00Z`);
  return end - at.getTime() <= shrinkingShare * (end - begin);
}

/** Draws of each golden in a smaller run: half of them, rounded down; undefined where that is none. One size, as the promise counts sizes. */
export function smallerSize(repetitions: number): number | undefined {
  return repetitions < 2 ? undefined : Math.floor(repetitions / 2);
}

/** Runs that are due from now to the end of a month, the one of now among them. */
export function runsDueIn(month: string, now: Date, everySeconds: number): number {
  return Math.max(1, Math.ceil((endOfPeriod(month).getTime() - now.getTime()) / (1000 * everySeconds)));
}

/** A month's budget, what of it is used or set aside, and what the runs that are due will use in their full size. */
export interface MonthLeft extends Pick<Limit, 'scope' | 'period' | 'budget'> {
  readonly committed: Spending;
  readonly due: Spending;
}

/**
 * How a run is made smaller; undefined where it is made in full, since every budget lasts for what is due.
 *
 * @param before whether the run before was smaller, in the same month.
 */
export function shrunkBy(
  repetitions: number,
  at: Date,
  months: readonly MonthLeft[],
  before: boolean,
): Shrunk | undefined {
  const to = smallerSize(repetitions);
  if (to === undefined || !mayShrinkAt(at)) return undefined;
  const short = months.find(({ budget, committed, due }) => {
    const most = before ? scaled(budget, enoughAgain) : budget;
    return !isWithin(addSpending(committed, due), most);
  });
  return short && { from: repetitions, to, scope: short.scope, period: short.period };
}

function scaled({ tokens, costMicros }: Budget, by: number): Budget {
  return {
    ...(tokens === undefined ? {} : { tokens: tokens * by }),
    ...(costMicros === undefined ? {} : { costMicros: costMicros * by }),
  };
}
