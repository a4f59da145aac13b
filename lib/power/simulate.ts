import type { FoundAfter, PlantedChange } from '../domain/project/plan-report.ts';
import { type Random, seededRandom, shuffleInPlace } from '../domain/random.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { type Parting, partingOf } from './answer-paths.ts';
import { type DrawnRun, type Material, mostAfter } from './material.ts';
import { plantChange } from './plant-change.ts';
import type { ProfiledRuns } from './profiled-runs.ts';
import { alarmAt, learnBaseline, type Trace, traceOf } from './runs-to-alarm.ts';

/** Changes to be looked for, each by itself, and how. */
export interface Simulation {
  readonly changes: readonly PlantedChange[];
  /** Where the answers of each golden part, by key (`partingsOf`). */
  readonly partings: ReadonlyMap<string, Parting>;
  /** Answers of what is served after the change, by the key of the golden; for a mixture. */
  readonly others?: ReadonlyMap<string, readonly Draw[]>;
  /** Runs that are learned before the change. */
  readonly references: number;
  /** Average run lengths between false alarms that are asked about. */
  readonly thresholds: readonly number[];
  readonly simulations: number;
  /** Runs are put into other orders, and changes planted elsewhere, with another seed. */
  readonly seed: string;
}

/** Of the runs that are not learned, the others are the stock that changed answers come from. */
const shareAfter = 0.6;

/**
 * How soon the detector finds each change: runs are put into a random order, the first are learned, the change is planted into
 * the next, and the detector reads them one by one. Once for each simulation; all changes stand behind the same baseline.
 *
 * Assumes that runs of this endpoint are exchangeable while nothing changes, and that the change is there at once and stays.
 *
 * @returns what each change came to; for any threshold between those that were asked about.
 */
export function simulate(material: Material, simulation: Simulation, profiled: ProfiledRuns): Simulated {
  const { changes, references, thresholds, simulations, seed } = simulation;
  const within = runsAfter(material.runs.length, references);
  const prepare = (run: DrawnRun) => profiled.prepare(run);
  const traces = Array.from({ length: simulations }, (_, i) => {
    const looking = { thresholds, salt: `${seed}\n${i}` };
    const order = shuffleInPlace([...material.runs], seededRandom(looking.salt));
    const learned = learnBaseline(order.slice(0, references).map(prepare), looking);
    return changes.map((change) => {
      const changed = changedRuns(material, change, { ...simulation, within }, looking.salt);
      return traceOf(learned, changed.map(prepare), looking);
    });
  });
  return new Simulated(
    changes.map((_, c) => traces.map((one) => one[c] as Trace)),
    within,
    thresholds,
  );
}

/** What simulations of some changes showed. */
export class Simulated {
  readonly #traces: readonly (readonly Trace[])[];
  readonly #within: number;
  readonly #thresholds: readonly number[];

  /** @param traces by change, one of each simulation. */
  constructor(traces: readonly (readonly Trace[])[], within: number, thresholds: readonly number[]) {
    this.#traces = traces;
    this.#within = within;
    this.#thresholds = thresholds;
  }

  /** Whether it tells of a threshold: it is between those that were asked about. */
  tells(threshold: number): boolean {
    return threshold >= Math.min(...this.#thresholds) && threshold <= Math.max(...this.#thresholds);
  }

  /** How soon each change was found at a threshold, in the order of the changes. */
  at(threshold: number): FoundAfter[] {
    return this.#traces.map((traces) =>
      foundAfter(
        traces.map((trace) => alarmAt(trace, threshold)),
        this.#within,
      ),
    );
  }
}

/** The runs behind the baseline in the order of a seed, with a change planted into them. */
function changedRuns(
  material: Material,
  change: PlantedChange,
  { partings, others, references, within }: Simulation & { readonly within: number },
  seed: string,
): DrawnRun[] {
  const random = seededRandom(seed);
  const order = shuffleInPlace([...material.runs], random);
  return plantChange(order.slice(references), within, {
    change,
    partings,
    halved: material.halved,
    random,
    ...(others && { others: shuffleEach(others, random) }),
  });
}

/** Runs that can be followed after a change. */
export function runsAfter(runs: number, references: number): number {
  return Math.min(mostAfter, Math.floor(shareAfter * (runs - references)));
}

/** Where the answers to each golden part, by key. */
export function partingsOf(runs: readonly DrawnRun[]): ReadonlyMap<string, Parting> {
  const all = new Map<string, Draw[]>();
  for (const { goldens } of runs)
    for (const [key, draws] of goldens) {
      const known = all.get(key);
      if (known === undefined) all.set(key, [...draws]);
      else known.push(...draws);
    }
  return new Map([...all].flatMap(([key, draws]) => [[key, partingOf(draws)] as const].filter(hasParting)));
}

function hasParting(one: readonly [string, Parting | undefined]): one is readonly [string, Parting] {
  return one[1] !== undefined;
}

function shuffleEach(
  others: ReadonlyMap<string, readonly Draw[]>,
  random: Random,
): ReadonlyMap<string, readonly Draw[]> {
  return new Map([...others].map(([key, draws]) => [key, shuffleInPlace([...draws], random)]));
}

function foundAfter(found: readonly (number | undefined)[], within: number): FoundAfter {
  const sorted = found.map((runs) => runs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const at = (runs: number | undefined) => (runs !== undefined && Number.isFinite(runs) ? runs : null);
  return { runs: at(median), fewest: at(sorted[0]), most: at(sorted.at(-1)), within, simulations: found.length };
}
