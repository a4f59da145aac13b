import type { ProjectFile } from '../domain/project/project.ts';
import { asideIn, spentIn } from '../domain/run/account.ts';
import type { Budget, Spending } from '../domain/run/spending.ts';
import { limitsOf, periodsOf } from '../plan/limits-of.ts';
import type { SpendingLog } from '../ports/spending-log.ts';

/** What was used of one budget in the day or the month that a time is in. */
export interface BudgetUse {
  /** Whose it is; undefined for that of all endpoints together. */
  readonly endpoint?: string;
  /** UTC: `2026-11-22`, `2026-11`. */
  readonly period: string;
  /** By runs that are over. */
  readonly used: Spending;
  /** For runs that go on. */
  readonly aside: Spending;
  /** Empty where nothing is limited. */
  readonly budget: Budget;
}

/** What was used today and in this month, of all endpoints together and of each. Costs two reads. */
export async function gatherBudget(
  project: Pick<ProjectFile, 'budget' | 'endpoints'>,
  at: Date,
  spending: Pick<SpendingLog, 'read'>,
): Promise<BudgetUse[]> {
  const accounts = new Map(
    await Promise.all(periodsOf(at).map(async (period) => [period, await spending.read(period)] as const)),
  );
  const uses = (endpoint: ProjectFile['endpoints'][0] | undefined): BudgetUse[] => {
    const scope = endpoint === undefined ? 'project' : 'endpoint';
    const { accounts: limits } = limitsOf(at, { project: project.budget, endpoint: endpoint?.budget });
    return [...accounts].map(([period, account]) => ({
      ...(endpoint === undefined ? {} : { endpoint: endpoint.id }),
      period,
      used: spentIn(account, endpoint?.id),
      aside: asideIn(account, endpoint?.id),
      budget: limits.find((limit) => limit.scope === scope && limit.period === period)?.budget ?? {},
    }));
  };
  return [...uses(undefined), ...project.endpoints.flatMap(uses)];
}
