import type { Condition, UnwatchedGolden } from '../../domain/verdict/condition.ts';
import { begun, change, end, type Of, streak } from './next-revision.ts';
import type { RunSight } from './run-sight.ts';

export interface GoldensAssessed {
  readonly endpoint: string;
  /** Oldest first, the newest among them. */
  readonly sights: readonly RunSight[];
  readonly tellAfterRuns: number;
  /** Whether nothing at all can be judged: then single goldens are no news. */
  readonly isBlind: boolean;
}

/** The one condition of an endpoint that names goldens which are left out. Runs that were not reached say nothing of them. */
export function assessGoldens(
  current: Of<'partly-blind'> | undefined,
  { endpoint, sights, tellAfterRuns, isBlind }: GoldensAssessed,
  newest: RunSight,
): Condition[] {
  if (newest.saw === 'unreached') return [];
  const lasting = goldensInTrouble(sights, tellAfterRuns);
  const goldens = byId([...lasting, ...stillInTrouble(current?.goldens ?? [], newest)]);
  if (current === undefined) {
    if (isBlind || goldens.length === 0) return [];
    const names = new Set(goldens.map(({ golden }) => golden));
    const runs = streak(reachedOnly(sights), (sight) => sight.goldens.some(({ golden }) => names.has(golden)));
    return [
      {
        ...begun('partly-blind', endpoint, runs, newest),
        kind: 'partly-blind',
        goldens,
        of: Math.max(newest.of, goldens.length),
      },
    ];
  }
  if (goldens.length === 0) return [end(current, newest)];
  const isSame = JSON.stringify(goldens.map(nameOfGolden)) === JSON.stringify(current.goldens.map(nameOfGolden));
  return isSame
    ? []
    : [{ ...change(current, reachedOnly(sights), newest), goldens, of: Math.max(newest.of, goldens.length) }];
}

/** Goldens that are in trouble in each of the newest `count` runs that were reached; none where there are fewer. */
export function goldensInTrouble(sights: readonly RunSight[], count: number): UnwatchedGolden[] {
  const runs = reachedOnly(sights).slice(-count);
  const newest = runs.at(-1);
  if (newest === undefined || runs.length < count) return [];
  return unwatchedOf(newest).filter(({ golden }) =>
    runs.every((run) => unwatchedOf(run).some((one) => one.golden === golden)),
  );
}

/** Goldens that were told and that the newest run does not show to be well. */
function stillInTrouble(told: readonly UnwatchedGolden[], newest: RunSight): UnwatchedGolden[] {
  return told.flatMap((one) => {
    const now = unwatchedOf(newest).find(({ golden }) => golden === one.golden);
    if (now !== undefined) return [now];
    // Whether the baseline knows a golden shows in a run that is judged, and in no other.
    return one.why === 'not-judged' && newest.saw === 'unjudged' ? [one] : [];
  });
}

/** Goldens in trouble that are drawn: one that was taken out of the project is left out because somebody wanted it. */
function unwatchedOf({ goldens }: RunSight): UnwatchedGolden[] {
  return goldens.filter(({ why }) => why !== 'gone');
}

/** Runs that say something about single goldens. */
export function reachedOnly(sights: readonly RunSight[]): readonly RunSight[] {
  return sights.filter(({ saw }) => saw !== 'unreached');
}

function byId(goldens: readonly UnwatchedGolden[]): UnwatchedGolden[] {
  const once = new Map(goldens.map((one) => [one.golden, one]));
  return [...once.values()].sort((a, b) => (a.golden < b.golden ? -1 : 1));
}

function nameOfGolden({ golden, why }: UnwatchedGolden): string[] {
  return [golden, why];
}
