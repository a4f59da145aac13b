import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import type { RunRecord } from '../domain/run/run.ts';
import type { Condition } from '../domain/verdict/condition.ts';
import { runsLookedAt, silenceAfter, silentCondition } from '../plan/silence.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';

/** Conditions that ended are shown of so many of the newest. */
const mostConditions = 50;

export interface ConditionsDeps {
  readonly stores: Pick<Stores, 'runs' | 'conditions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * What is stored of an endpoint's conditions, and silence that goes on and that nobody has stored, since nothing has been
 * awake to notice it.
 *
 * @param runs the newest runs, oldest first.
 */
export async function conditionsNow(
  { id: endpoint, every }: Pick<Endpoint, 'id' | 'every'>,
  runs: readonly RunRecord[],
  project: Pick<ProjectFile, 'every' | 'conditions'>,
  { stores, clock }: ConditionsDeps,
): Promise<Condition[]> {
  const open = await stores.conditions.open(endpoint);
  const newest = await stores.conditions.list({ endpoint, last: mostConditions });
  const stored = [...new Map([...open, ...newest].map((one) => [one.id, one])).values()];
  if (open.some(({ kind }) => kind === 'silent')) return stored;
  const now = clock.now();
  const rules = { everySeconds: everySecondsOf({ every }, project), tellAfterRuns: project.conditions.tellAfterRuns };
  const silence = silenceAfter(await runsMade(endpoint, runs, now, stores), now, rules);
  return silence === undefined ? stored : [...stored, silentCondition(endpoint, silence, rules)];
}

/** The newest runs that are not dated in the future; asked for again where those hide all others. */
async function runsMade(
  endpoint: string,
  runs: readonly RunRecord[],
  now: Date,
  stores: ConditionsDeps['stores'],
): Promise<{ readonly run: string; readonly at: string }[]> {
  const past = runs.filter(({ plannedAt }) => Date.parse(plannedAt) <= now.getTime());
  const until = new Date(now.getTime() + 1).toISOString();
  const isHidden = past.length < runsLookedAt && past.length < runs.length;
  const made = isHidden ? await stores.runs.list({ endpoint, until, last: runsLookedAt }) : past;
  return made.slice(-runsLookedAt).map(({ run, plannedAt: at }) => ({ run, at }));
}
