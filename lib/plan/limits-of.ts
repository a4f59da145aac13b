import type { BudgetRules } from '../domain/project/budget.ts';
import { budgetOf } from '../domain/project/budget.ts';
import type { Limit, RunLimits } from '../domain/run/limits.ts';
import type { Budget } from '../domain/run/spending.ts';

export interface Budgets {
  /** Of all endpoints together; its `run` is that of each run. */
  readonly project?: BudgetRules | undefined;
  /** Of the endpoint whose run it is. */
  readonly endpoint?: BudgetRules | undefined;
  /** What whoever owns the account allows in a month, beside what the project does. */
  readonly monthly?: Budget | undefined;
}

/** The day and the month that a run counts towards, UTC: `['2026-11-22', '2026-11']`. */
export function periodsOf(at: Date): readonly [string, string] {
  const text = at.toISOString();
  return [text.slice(0, 10), text.slice(0, 7)];
}

/** When a day or a month is over. */
export function endOfPeriod(period: string): Date {
  const [year = 0, month = 1, day] = period.split('-').map(Number);
  return new Date(day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1));
}

/** What a run that is planned at some time is held to. Budgets in nothing are left out. */
export function limitsOf(at: Date, { project, endpoint, monthly }: Budgets): RunLimits {
  const [day, month] = periodsOf(at);
  const all: Limit[] = [
    { scope: 'endpoint', period: day, budget: budgetOf(endpoint?.day) },
    { scope: 'endpoint', period: month, budget: budgetOf(endpoint?.month) },
    { scope: 'project', period: day, budget: budgetOf(project?.day) },
    { scope: 'project', period: month, budget: smaller(budgetOf(project?.month), monthly ?? {}) },
  ];
  return {
    run: smaller(budgetOf(endpoint?.run), budgetOf(project?.run)),
    accounts: all.filter(({ budget }) => Object.keys(budget).length > 0),
  };
}

/** What is within both. */
export function smaller(a: Budget, b: Budget): Budget {
  const least = (key: keyof Budget) => {
    const most = Math.min(a[key] ?? Infinity, b[key] ?? Infinity);
    return most === Infinity ? {} : { [key]: most };
  };
  return { ...least('tokens'), ...least('costMicros') };
}
