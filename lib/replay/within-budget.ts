import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { RunPlan } from '../domain/run/run.ts';
import { addSpending, type Budget, isWithin, nothingSpent, remaining, type Spending } from '../domain/run/spending.ts';
import { budgetMonth, mostForRun, setAsideFor } from '../plan/run-budget.ts';
import type { SpendingLog } from '../ports/spending-log.ts';

/** A run that is to be made if the budget covers it. */
export interface WantedRun {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  /** Its plan, where it was covered before. */
  readonly begun: RunPlan | undefined;
}

export interface Covered<Run> {
  /** Runs to make, each with the most that it may use. */
  readonly covered: ReadonlyMap<Run, Budget>;
  /** Ids of the endpoints of the others. */
  readonly overBudget: readonly string[];
  readonly spent: Spending;
}

/**
 * Sets aside what one run after the other is going to use, until the month's budget is used up. Ticks that do so at the same
 * time never set aside more than there is: each writes first and then looks at what the others wrote, so that of any two
 * at least one sees the other, and gives back what is too much.
 */
export async function withinBudget<Run extends WantedRun>(
  runs: readonly Run[],
  { at, monthly = {} }: { readonly at: Date; readonly monthly?: Budget },
  spending: SpendingLog,
): Promise<Covered<Run>> {
  const [month, tick] = [budgetMonth(at), at.toISOString()];
  const before = await spending.total(month, tick);
  const asides = new Map<Run, Spending>();
  const overBudget: string[] = [];
  let setAside = nothingSpent;
  for (const run of runs) {
    const aside = setAsideFor(run.endpoint, run.goldens);
    const after = addSpending(setAside, aside);
    // A run that has begun was covered when it was planned: what it drew is paid for.
    if (run.begun === undefined && !isWithin(addSpending(before, after), monthly)) overBudget.push(run.endpoint.id);
    else {
      asides.set(run, aside);
      setAside = after;
    }
  }
  if (asides.size > 0) await spending.put(month, tick, setAside);
  for (const run of [...asides.keys()].reverse()) {
    if (isWithin(await spending.total(month), monthly)) break;
    if (run.begun !== undefined) continue;
    asides.delete(run);
    overBudget.push(run.endpoint.id);
    setAside = [...asides.values()].reduce(addSpending, nothingSpent);
    await spending.put(month, tick, setAside);
  }
  // A tick that is planned again when all of its runs are over has nothing to set aside, and has used what it has used.
  const spent = await spending.total(month);
  const left = remaining(monthly, spent);
  const covered = new Map([...asides].map(([run, aside]) => [run, mostForRun(aside, left, asides.size)]));
  return { covered, overBudget, spent };
}
