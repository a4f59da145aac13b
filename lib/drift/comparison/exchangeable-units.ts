import { type Draw, isStep, type ObservedRun } from '../../domain/run/observed-run.ts';
import { binomialCoefficient } from '../../stats/labellings.ts';
import { type GoldenProfile, prepareRun } from '../run-profile.ts';

/** What is taken to be exchangeable when nothing changed. */
export type Exchange = 'runs' | 'draws';

/** Units whose labels "before" and "after" are shuffled among each other. */
export interface UnitStratum {
  readonly goldens: readonly string[];
  /** Answers of each unit to each golden, in the order of `goldens`; `undefined` where it gave none. */
  readonly units: readonly (readonly (GoldenProfile | undefined)[])[];
  /** Where single draws are the units: these draws, in the same order. */
  readonly draws?: readonly Draw[];
  /** The first so many units are those of the smaller side, */
  readonly chosen: number;
  /** which is this one. */
  readonly chosenSide: Side;
}

export type Side = 'before' | 'after';

export interface ExchangeableUnits {
  readonly exchange: Exchange;
  readonly strata: readonly UnitStratum[];
  /** Units of each side that are left out because there are more than can be compared in good time. */
  readonly leftOut: { readonly before: number; readonly after: number };
}

/** Runs are taken as units if they could show a p-value as small as this. */
export const runLevelPValue = 0.05;

/** More runs a side add next to nothing to the power and a lot to the cost. */
const mostRuns = 200;

/**
 * The smallest p-value that any test which shuffles whole runs can give for so many of them. The statistic does not know
 * which side is which, so with equal numbers every labelling has a twin.
 */
export function smallestRunLevelPValue(before: number, after: number): number {
  return (before === after ? 2 : 1) / binomialCoefficient(before + after, after);
}

/** The fewest runs a side, both alike, at which whole runs can be shuffled. */
export function fewestRunsASide(): number {
  let runs = 1;
  while (smallestRunLevelPValue(runs, runs) > runLevelPValue) runs++;
  return runs;
}

/**
 * Decides what is exchangeable, and cuts the samples into such units.
 *
 * Whole runs, if there are enough of them for a p-value of 5 %: what the draws of a run have in common (a server's load,
 * a replica) then does no harm. Where sides differ in how often they draw a golden, the side with more gives its first
 * draws only, since a mean over more draws is not exchangeable with one over fewer. Otherwise single draws, golden by
 * golden: then every draw is assumed to be independent of the others of its run. Steps of a chained draw never are of the
 * whole or of each other, so there the whole stands for them.
 *
 * @param goldens keys that both sides have.
 * @param mostDraws most draws a side and golden where draws are the units.
 */
export function exchangeableUnits(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  goldens: readonly string[],
  mostDraws: number,
): ExchangeableUnits {
  return smallestRunLevelPValue(before.length, after.length) <= runLevelPValue
    ? wholeRuns(before, after, goldens)
    : singleDraws(before, after, goldens, mostDraws);
}

function wholeRuns(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  goldens: readonly string[],
): ExchangeableUnits {
  const sides = [spread(before, mostRuns), spread(after, mostRuns)] as const;
  const [smaller, larger, chosenSide] = bySize(...sides);
  const draws = new Map(
    goldens.map((golden) => [golden, Math.min(...sides.map((runs) => usualDraws(runs, golden)))] as const),
  );
  const units = [...smaller, ...larger].map((run) => {
    const even = goldens.flatMap((golden) => {
      const answers = run.goldens.get(golden);
      return answers === undefined ? [] : [[golden, answers.slice(0, draws.get(golden))] as const];
    });
    const { profile } = prepareRun({ ...run, goldens: new Map(even) });
    return goldens.map((golden) => profile.goldens.get(golden));
  });
  return {
    exchange: 'runs',
    strata: [{ goldens, units, chosen: smaller.length, chosenSide }],
    leftOut: { before: Math.max(0, before.length - mostRuns), after: Math.max(0, after.length - mostRuns) },
  };
}

/** The number of draws that the middle one of the runs with this golden has. */
function usualDraws(runs: readonly ObservedRun[], golden: string): number {
  const counts = runs.flatMap(({ goldens }) => goldens.get(golden)?.length ?? []).sort((a, b) => a - b);
  return counts[counts.length >> 1] ?? 1;
}

function singleDraws(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  goldens: readonly string[],
  mostDraws: number,
): ExchangeableUnits {
  const leftOut = { before: 0, after: 0 };
  const drawsOf = (side: Side, runs: readonly ObservedRun[], golden: string): readonly Draw[] => {
    const draws = runs.flatMap((run) => run.goldens.get(golden) ?? []);
    leftOut[side] += Math.max(0, draws.length - mostDraws);
    return spread(draws, mostDraws);
  };
  const wholes = goldens.filter((golden) => !isStep(golden)); // where there is a step, there is its whole
  const strata = wholes.map((golden): UnitStratum => {
    const [smaller, larger, chosenSide] = bySize(drawsOf('before', before, golden), drawsOf('after', after, golden));
    const draws = [...smaller, ...larger];
    const units = draws.map((draw) => [profileDraw(golden, draw)]);
    return { goldens: [golden], units, draws, chosen: smaller.length, chosenSide };
  });
  return { exchange: 'draws', strata, leftOut };
}

/** A draw as if it were a run of its own. */
function profileDraw(golden: string, draw: Draw): GoldenProfile | undefined {
  const alone = { run: '', at: '', goldens: new Map([[golden, [draw]]]), identity: [], planned: 1, failed: 0 };
  return prepareRun(alone).profile.goldens.get(golden);
}

function bySize<T>(before: readonly T[], after: readonly T[]): [smaller: readonly T[], larger: readonly T[], Side] {
  return before.length <= after.length ? [before, after, 'before'] : [after, before, 'after'];
}

/** At most so many of the items, evenly spaced over all of them. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)] as T);
}
