import type { Condition, ConditionKind } from '../../domain/verdict/condition.ts';
import { assessGoldens, goldensInTrouble, reachedOnly } from './assess-goldens.ts';
import { assessSilence, type Watched } from './assess-silence.ts';
import { begun, change, end, type Of, streak } from './next-revision.ts';
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
 * One run that shows otherwise ends a condition; a server that lets a few calls through in an outage does not show otherwise.
 * Runs that were not reached say nothing about single goldens.
 */
export function assess(assessed: Assessed): Condition[] {
  const { sights, open, tellAfterRuns } = assessed;
  const newest = sights.at(-1);
  if (newest === undefined) return assessSilence(assessed);
  const find = <K extends ConditionKind>(kind: K) =>
    open.find((one): one is Extract<Condition, { kind: K }> => one.kind === kind);
  const isOut = find('unreachable') !== undefined;
  const unreached = streak(sights, isOut ? isHardlyReached : ({ saw }) => saw === 'unreached');
  const unjudged = streak(sights, ({ saw }) => saw !== 'judged');
  const isUnreachable = unreached.length >= (isOut ? 1 : tellAfterRuns);
  const isBlind =
    find('blind') === undefined ? unjudged.length >= tellAfterRuns && !isUnreachable : unjudged.length > 0;
  return [
    ...assessSilence(assessed),
    ...unreachable(find('unreachable'), isUnreachable ? unreached : [], assessed, newest),
    ...blind(find('blind'), isBlind ? unjudged : [], assessed, newest),
    ...assessGoldens(find('partly-blind'), { ...assessed, isBlind: isBlind || isUnreachable }, newest),
  ];
}

/** With this share of its answers a run counts, as the detector has it: then an outage is over. */
const reachedShare = 0.5;

/** Whether a run could also be one of an outage that goes on. */
function isHardlyReached({ saw, completed, planned, failures }: RunSight): boolean {
  return saw === 'unreached' || (failures.length > 0 && completed < reachedShare * planned);
}

/** Whether an earlier run could still change what `assess` says. @param sights the newest so far, oldest first. */
export function needsEarlier(sights: readonly RunSight[], { open, tellAfterRuns }: Watched): boolean {
  const isTold = open.some(({ kind }) => kind === 'unreachable' || kind === 'blind');
  if (sights.every(({ saw }) => saw !== 'judged')) return !isTold || sights.length < tellAfterRuns;
  const isPartlyTold = open.some(({ kind }) => kind === 'partly-blind');
  if (isPartlyTold && reachedOnly(sights).length >= tellAfterRuns) return false;
  return goldensInTrouble(sights, reachedOnly(sights).length).length > 0;
}

function unreachable(
  current: Of<'unreachable'> | undefined,
  runs: readonly RunSight[],
  { endpoint, tellAfterRuns }: Assessed,
  newest: RunSight,
): Condition[] {
  if (runs.length === 0) return current === undefined ? [] : [end(current, newest)];
  const failures = [...newest.failures];
  const { completed, planned } = newest;
  const answered = completed === 0 ? {} : { answered: { completed, planned } };
  if (current === undefined)
    return [{ ...begun('unreachable', endpoint, runs, newest), kind: 'unreachable', failures }];
  const isNew = failures[0]?.class !== current.failures[0]?.class;
  const holds = lasts(runs, tellAfterRuns, (sight) => sight.failures[0]?.class === failures[0]?.class);
  if (isNew && holds) return [{ ...change(current, runs, newest), failures, ...answered }];
  // That some calls get through is news for whoever looks, and none that is sent.
  const isPartly = completed > 0 && current.answered === undefined;
  return isPartly ? [{ ...change(current, runs, newest), ...answered }] : [];
}

function blind(
  current: Of<'blind'> | undefined,
  runs: readonly RunSight[],
  { endpoint, tellAfterRuns }: Assessed,
  newest: RunSight,
): Condition[] {
  if (runs.length === 0) return current === undefined ? [] : [end(current, newest)];
  // Among runs that nothing can be said after there may be some that were not reached; the others have a cause.
  const told = runs.findLast(({ cause }) => cause !== undefined) ?? newest;
  const { planned, completed, cause = 'other' } = told;
  const seen = { cause, planned, completed, failures: [...told.failures], goldens: [...told.goldens] };
  if (current === undefined) return [{ ...begun('blind', endpoint, runs, newest), kind: 'blind', ...seen }];
  const holds = lasts(runs, tellAfterRuns, (sight) => sight.cause === cause);
  return cause !== current.cause && holds ? [{ ...change(current, runs, newest), ...seen }] : [];
}

function lasts(runs: readonly RunSight[], atLeast: number, holds: (sight: RunSight) => boolean): boolean {
  return runs.length >= atLeast && runs.slice(-atLeast).every(holds);
}
