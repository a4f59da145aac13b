import type { GoldenDetection } from '../domain/project/plan-report.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import type { Parting } from './answer-paths.ts';
import type { Design } from './choices.ts';
import { goldenDetection, movedBy } from './golden-detection.ts';
import { type Material, narrow } from './material.ts';
import { ProfiledRuns } from './profiled-runs.ts';
import { partingsOf, type Simulated, type Simulation, simulate } from './simulate.ts';

/** Simulations of the same runs, each made once, whoever asks. */
export class Simulations {
  readonly #material: Material;
  readonly #partings: ReadonlyMap<string, Parting>;
  readonly #profiled = new ProfiledRuns();
  readonly #made = new Map<string, Simulated>();

  constructor(material: Material) {
    this.#material = material;
    this.#partings = partingsOf(material.runs);
  }

  /** Asked about with some goldens and draws; made again only where a threshold is beyond those that were asked about. */
  of(design: Design, asked: Omit<Simulation, 'partings'>): Simulated {
    const { goldens, repetitions } = design;
    const { thresholds, others: _, ...how } = asked; // what something else answered stands in the names of changes
    const key = JSON.stringify([goldens.toSorted(), repetitions, how]);
    const known = this.#made.get(key);
    if (known !== undefined && thresholds.every((one) => known.tells(one))) return known;
    const material = narrow(this.#material, { goldens: new Set(goldens), repetitions });
    const made = simulate(material, { ...asked, partings: this.#partings }, this.#profiled);
    this.#made.set(key, made);
    return made;
  }

  /** What each golden tells of odds that are so many times as large. */
  ofGoldens(how: {
    readonly times: number;
    readonly repetitions: number;
    readonly seed: string;
  }): ReadonlyMap<string, GoldenDetection> {
    return goldenDetection(this.#material, { ...how, partings: this.#partings }, this.#profiled);
  }

  /** Share of all answers that such odds move, on the mean over goldens. */
  moved(times: number): number {
    const drawn = new Map<string, Draw[]>();
    for (const { goldens } of this.#material.runs)
      for (const [key, draws] of goldens) {
        const known = drawn.get(key);
        if (known === undefined) drawn.set(key, [...draws]);
        else known.push(...draws);
      }
    const shares = [...drawn].map(([key, draws]) => {
      const parting = this.#partings.get(key);
      return parting === undefined ? 0 : movedBy(parting, times, draws);
    });
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }
}
