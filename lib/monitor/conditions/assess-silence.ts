import type { Condition } from '../../domain/verdict/condition.ts';
import { type PlannedRun, type SilenceRules, silenceAfter, silentCondition } from '../../plan/silence.ts';

/** What the silence of an endpoint is read off. */
export interface Watched extends SilenceRules {
  readonly endpoint: string;
  /** The newest runs, of whatever state, oldest first; none is dated in the future. */
  readonly runs: readonly PlannedRun[];
  /** Conditions of the endpoint that go on. */
  readonly open: readonly Condition[];
  /** Set where nobody is about to make a run: then silence that goes on begins. */
  readonly now?: Date | undefined;
}

/**
 * Silence that begins, or that the newest run ended. Of one that nobody noticed while it went on (on a laptop nothing is
 * awake to notice it) only the end is left to tell.
 */
export function assessSilence({ endpoint, runs, open, now, ...rules }: Watched): Condition[] {
  const current = open.find((one) => one.kind === 'silent');
  if (current !== undefined) {
    const next = runs.find(({ at }) => Date.parse(at) > Date.parse(current.lastRunAt));
    return next === undefined ? [] : [{ ...overBy(current, next), revision: current.revision + 1 }];
  }
  const ongoing = now === undefined ? undefined : silenceAfter(runs, now, rules);
  if (ongoing !== undefined) return [silentCondition(endpoint, ongoing, rules)];
  const [before, newest] = [runs.slice(0, -1), runs.at(-1)];
  // With a single run before it, nobody knows how often runs come here.
  const past = newest === undefined || before.length < 2 ? undefined : silenceAfter(before, new Date(newest.at), rules);
  if (past === undefined || newest === undefined) return [];
  const noticed = silentCondition(endpoint, past, rules);
  return [{ ...overBy(noticed, newest), id: `${noticed.id}/${newest.run}` }];
}

/** The id that a silence would have if it had been noticed while it went on; undefined for one that was. */
export function noticedAs({ kind, id, firstRun, revision, status, endpoint }: Condition): string | undefined {
  const isPast = kind === 'silent' && revision === 0 && status === 'resolved';
  const noticed = `${endpoint}/silent/${firstRun}`;
  return isPast && id !== noticed ? noticed : undefined;
}

function overBy(condition: Condition, { run, at }: PlannedRun): Condition {
  return { ...condition, status: 'resolved', resolvedBy: run, resolvedAt: at, updatedAt: at };
}
