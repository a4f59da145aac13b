import type { Allowance } from './budget.ts';
import type { ProjectFile } from './project.ts';

/** What the owner of an account allows a deployed monitor in a month, whatever is pushed; unlimited where left out. */
export interface StackBudget {
  readonly tokens?: number | undefined;
  /** In whole units of the currency of the prices. */
  readonly money?: number | undefined;
}

/**
 * A project as it is held to the budget of its stack: its own of a month, or the stack's where that is smaller. Everything that a
 * budget of the month does, runs that get smaller near its end and the threshold that counts them among it, follows.
 *
 * @example withStackBudget({ budget: { month: { tokens: 50_000_000 } } }, { tokens: 20_000_000 }).budget // { month: { tokens: 20000000 } }
 */
export function withStackBudget(project: ProjectFile, { tokens, money }: StackBudget): ProjectFile {
  if (tokens === undefined && money === undefined) return project;
  const own = project.budget?.month;
  const least = (key: keyof Allowance, of: number | undefined) => {
    const most = Math.min(own?.[key] ?? Number.POSITIVE_INFINITY, of ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(most) ? { [key]: most } : {};
  };
  const month: Allowance = { ...least('tokens', tokens), ...least('money', money) };
  return { ...project, budget: { ...project.budget, month } };
}
