import type { Condition, ConditionKind } from '../../domain/verdict/condition.ts';
import type { RunSight } from './run-sight.ts';

/** A condition of one kind. */
export type Of<K extends ConditionKind> = Extract<Condition, { kind: K }>;

/** The newest runs in a row of which something holds. */
export function streak(sights: readonly RunSight[], holds: (sight: RunSight) => boolean): readonly RunSight[] {
  return sights.slice(sights.findLastIndex((sight) => !holds(sight)) + 1);
}

/** What every condition has at its beginning: made of nothing but its runs, so that beginning it twice begins it once. */
export function begun(kind: ConditionKind, endpoint: string, runs: readonly RunSight[], newest: RunSight) {
  const first = runs[0] ?? newest;
  return {
    id: `${endpoint}/${kind}/${first.run}`,
    endpoint,
    status: 'open' as const,
    since: first.at,
    firstRun: first.run,
    openedAt: newest.at,
    run: newest.run,
    runs: Math.max(1, runs.length),
    updatedAt: newest.at,
    revision: 0,
  };
}

/** Its next revision, read off the newest run. */
export function change<C extends Condition>(current: C, runs: readonly RunSight[], newest: RunSight): C {
  const { run, at: updatedAt } = newest;
  return { ...current, run, runs: Math.max(1, runs.length), updatedAt, revision: current.revision + 1 };
}

/** Its last revision: the newest run shows otherwise. */
export function end<C extends Condition>(current: C, { run, at }: RunSight): C {
  const revision = current.revision + 1;
  return { ...current, status: 'resolved', resolvedBy: run, resolvedAt: at, updatedAt: at, revision };
}
