import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { everySecondsOf } from '../../domain/project/run-schedule.ts';
import type { RunPlan } from '../../domain/run/run.ts';
import { type Condition, type ConditionKind, conditionKinds } from '../../domain/verdict/condition.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { everySecondsWithBatches } from '../../plan/batch-rhythm.ts';
import { silenceAfter } from '../../plan/silence.ts';
import type { ConditionStore } from '../../ports/condition-store.ts';
import { beganQuietly } from '../tell/quiet-of.ts';

/**
 * Endpoints of a project with a condition that goes on, by its kind, less those that began in a quiet period which goes on;
 * one query where none goes on, however many endpoints there are.
 */
export async function countUnwatched(
  { endpoints }: Pick<ProjectFile, 'endpoints'>,
  conditions: Pick<ConditionStore, 'open'>,
  quietOf: (endpoint: string) => Promise<QuietPeriod | undefined> = async () => undefined,
): Promise<Record<ConditionKind, number>> {
  const watched = new Set(endpoints.map(({ id }) => id));
  const open: Condition[] = [];
  for (const one of await conditions.open())
    if (watched.has(one.endpoint) && !beganQuietly(one.openedAt, await quietOf(one.endpoint))) open.push(one);
  const count = (kind: ConditionKind) =>
    new Set(open.filter((one) => one.kind === kind).map(({ endpoint }) => endpoint)).size;
  return Object.fromEntries(conditionKinds.map((kind) => [kind, count(kind)])) as Record<ConditionKind, number>;
}

/**
 * Whether runs were due at an endpoint for so long, at the time of a tick, that people are to be told.
 *
 * @param runs the newest, oldest first.
 * @param tickSeconds runs cannot come more often than somebody looks whether one is due.
 */
export function isSilent(
  endpoint: Pick<Endpoint, 'every' | 'delivery'>,
  runs: readonly Pick<RunPlan, 'run' | 'plannedAt'>[],
  { at, project, tickSeconds = 0 }: { readonly at: Date; readonly project: ProjectFile; readonly tickSeconds?: number },
): boolean {
  const everySeconds = everySecondsWithBatches(everySecondsOf(endpoint, project), endpoint.delivery);
  const { tellAfterRuns } = project.conditions;
  const planned = runs.map((one) => ({ run: one.run, at: one.plannedAt }));
  const made = planned.filter((one) => Date.parse(one.at) <= at.getTime());
  return silenceAfter(made, at, { tellAfterRuns, everySeconds: Math.max(everySeconds, tickSeconds) }) !== undefined;
}
