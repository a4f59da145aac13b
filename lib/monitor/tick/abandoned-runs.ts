import type { RunPlan } from '../../domain/run/run.ts';

/** Open runs that nobody works on any more; a plan that is dated in the future is as old as its clock was wrong. */
export function abandonedRuns(
  plans: readonly RunPlan[],
  { now, afterMs }: { readonly now: Date; readonly afterMs: number },
): string[] {
  return plans
    .filter(({ plannedAt }) => Math.abs(now.getTime() - Date.parse(plannedAt)) > afterMs)
    .map(({ run }) => run);
}
