import type { Condition, ConditionKind, UnwatchedGolden } from '../../domain/verdict/condition.ts';
import { assessSilence, type Watched } from './assess-silence.ts';
import type { RunSight } from './run-sight.ts';

/** What an endpoint's conditions are read off. */
export interface Assessed extends Watched {
  /** The newest runs that were sealed and judged, oldest first: `tellAfterRuns` of them where there are so many. */
  readonly sights: readonly RunSight[];
}

/**
 * The conditions of an endpoint that begin, change or end, each as its next revision. A pure function of what is stored
 * (and of the time, for silence that goes on): once its result is stored, the same again gives nothing.
 *
 * One run that shows otherwise ends a condition. Runs that were not reached say nothing about single goldens.
 */
export function assess(assessed: Assessed): Condition[] {
  const { sights, open, tellAfterRuns } = assessed;
  const newest = sights.at(-1);
  if (newest === undefined) return assessSilence(assessed);
  const find = <K extends ConditionKind>(kind: K) =>
    open.find((one): one is Extract<Condition, { kind: K }> => one.kind === kind);
  const unreached = streak(sights, ({ saw }) => saw === 'unreached');
  const unjudged = streak(sights, ({ saw }) => saw !== 'judged');
  const isUnreachable = unreached.length >= (find('unreachable') === undefined ? tellAfterRuns : 1);
  const isBlind =
    find('blind') === undefined ? unjudged.length >= tellAfterRuns && !isUnreachable : unjudged.length > 0;
  return [
    ...assessSilence(assessed),
    ...unreachable(find('unreachable'), isUnreachable ? unreached : [], assessed, newest),
    ...blind(find('blind'), isBlind ? unjudged : [], assessed, newest),
    ...partlyBlind(find('partly-blind'), isBlind, assessed, newest),
  ];
}

/** Whether an earlier run could still change what `assess` says. @param sights the newest so far, oldest first. */
export function needsEarlier(sights: readonly RunSight[], { open, tellAfterRuns }: Watched): boolean {
  const isTold = open.some(({ kind }) => kind === 'unreachable' || kind === 'blind');
  if (sights.every(({ saw }) => saw !== 'judged')) return !isTold || sights.length < tellAfterRuns;
  const isPartlyTold = open.some(({ kind }) => kind === 'partly-blind');
  if (isPartlyTold && reached(sights).length >= tellAfterRuns) return false;
  return goldensInTrouble(sights, reached(sights).length).length > 0;
}

/** The newest runs in a row of which something holds. */
function streak(sights: readonly RunSight[], holds: (sight: RunSight) => boolean): readonly RunSight[] {
  return sights.slice(sights.findLastIndex((sight) => !holds(sight)) + 1);
}

type Of<K extends ConditionKind> = Extract<Condition, { kind: K }>;

function unreachable(
  current: Of<'unreachable'> | undefined,
  runs: readonly RunSight[],
  { endpoint, tellAfterRuns }: Assessed,
  newest: RunSight,
): Condition[] {
  if (runs.length === 0) return current === undefined ? [] : [ended(current, newest)];
  const failures = [...newest.failures];
  if (current === undefined)
    return [{ ...begun('unreachable', endpoint, runs, newest), kind: 'unreachable', failures }];
  const isNew = failures[0]?.class !== current.failures[0]?.class;
  const holds = lasts(runs, tellAfterRuns, (sight) => sight.failures[0]?.class === failures[0]?.class);
  return isNew && holds ? [{ ...changed(current, runs, newest), failures }] : [];
}

function blind(
  current: Of<'blind'> | undefined,
  runs: readonly RunSight[],
  { endpoint, tellAfterRuns }: Assessed,
  newest: RunSight,
): Condition[] {
  if (runs.length === 0) return current === undefined ? [] : [ended(current, newest)];
  // Among runs that nothing can be said after there may be some that were not reached; the others have a cause.
  const told = runs.findLast(({ cause }) => cause !== undefined) ?? newest;
  const { planned, completed, cause = 'other' } = told;
  const seen = { cause, planned, completed, failures: [...told.failures], goldens: [...told.goldens] };
  if (current === undefined) return [{ ...begun('blind', endpoint, runs, newest), kind: 'blind', ...seen }];
  const holds = lasts(runs, tellAfterRuns, (sight) => sight.cause === cause);
  return cause !== current.cause && holds ? [{ ...changed(current, runs, newest), ...seen }] : [];
}

function partlyBlind(
  current: Of<'partly-blind'> | undefined,
  isBlind: boolean,
  { endpoint, sights, tellAfterRuns }: Assessed,
  newest: RunSight,
): Condition[] {
  if (newest.saw === 'unreached') return [];
  const lasting = goldensInTrouble(sights, tellAfterRuns);
  const goldens = byId([...lasting, ...stillInTrouble(current?.goldens ?? [], newest)]);
  if (current === undefined) {
    if (isBlind || goldens.length === 0) return [];
    const names = new Set(goldens.map(({ golden }) => golden));
    const runs = streak(reached(sights), (sight) => sight.goldens.some(({ golden }) => names.has(golden)));
    return [{ ...begun('partly-blind', endpoint, runs, newest), kind: 'partly-blind', goldens, of: newest.of }];
  }
  if (goldens.length === 0) return [ended(current, newest)];
  const isSame = JSON.stringify(goldens.map(named)) === JSON.stringify(current.goldens.map(named));
  return isSame ? [] : [{ ...changed(current, reached(sights), newest), goldens, of: newest.of }];
}

/** Goldens that are in trouble in each of the newest `count` runs that were reached; none where there are fewer. */
function goldensInTrouble(sights: readonly RunSight[], count: number): UnwatchedGolden[] {
  const runs = reached(sights).slice(-count);
  const newest = runs.at(-1);
  if (newest === undefined || runs.length < count) return [];
  return newest.goldens.filter(({ golden }) => runs.every((run) => run.goldens.some((one) => one.golden === golden)));
}

/** Goldens that were told and that the newest run does not show to be well. */
function stillInTrouble(told: readonly UnwatchedGolden[], newest: RunSight): UnwatchedGolden[] {
  return told.flatMap((one) => {
    const now = newest.goldens.find(({ golden }) => golden === one.golden);
    if (now !== undefined) return [now];
    // Whether the baseline knows a golden shows in a run that is judged, and in no other.
    return one.why === 'not-judged' && newest.saw === 'unjudged' ? [one] : [];
  });
}

function reached(sights: readonly RunSight[]): readonly RunSight[] {
  return sights.filter(({ saw }) => saw !== 'unreached');
}

function byId(goldens: readonly UnwatchedGolden[]): UnwatchedGolden[] {
  const once = new Map(goldens.map((one) => [one.golden, one]));
  return [...once.values()].sort((a, b) => (a.golden < b.golden ? -1 : 1));
}

function named({ golden, why }: UnwatchedGolden): string[] {
  return [golden, why];
}

function lasts(runs: readonly RunSight[], atLeast: number, holds: (sight: RunSight) => boolean): boolean {
  return runs.length >= atLeast && runs.slice(-atLeast).every(holds);
}

/** What every condition has at its beginning: made of nothing but its runs, so that beginning it twice begins it once. */
function begun(kind: ConditionKind, endpoint: string, runs: readonly RunSight[], newest: RunSight) {
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

function changed<C extends Condition>(current: C, runs: readonly RunSight[], newest: RunSight): C {
  const { run, at: updatedAt } = newest;
  return { ...current, run, runs: Math.max(1, runs.length), updatedAt, revision: current.revision + 1 };
}

function ended<C extends Condition>(current: C, { run, at }: RunSight): C {
  const revision = current.revision + 1;
  return { ...current, status: 'resolved', resolvedBy: run, resolvedAt: at, updatedAt: at, revision };
}
