import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { type Answer, makeRun, type Settings, type Size, watch } from '../drift/detector-runs.ts';
import { choose, draw } from '../drift/simulated.ts';

const size: Size = { goldens: 6, repetitions: 3 };
const words = ['yes', 'well, yes', 'perhaps', 'no', 'not really'];
const usualShares = [0.4, 0.25, 0.2, 0.1, 0.05];

/** How answers differ while a change is there. */
export interface Change {
  /** Shares of the usual words. */
  readonly shares?: readonly number[];
  /** Share of refusals. */
  readonly refusing?: number;
  /** The share of the runs that is changed; all if left out. */
  readonly runs?: number;
  /** Runs over which the share of changed answers grows, as in a rollout; at once if left out. */
  readonly growsOver?: number;
}

export const changes: Readonly<Record<string, Change>> = {
  'nearly all answers are refusals': { refusing: 0.95 },
  'another mix of words': { shares: [0.15, 0.15, 0.2, 0.25, 0.25] },
  'a mix that is a little other': { shares: [0.28, 0.22, 0.2, 0.17, 0.13] },
  'one in seven answers is a refusal': { refusing: 0.14 },
  'a quarter of the runs has refusals only': { refusing: 0.95, runs: 0.25 },
  'a sixth of the runs has refusals only': { refusing: 0.95, runs: 1 / 6 },
};

/** Changes that reach more and more answers, until all are changed. */
export const ramps: Readonly<Record<string, Change>> = {
  'refusals, over 24 runs': { refusing: 0.95, growsOver: 24 },
  'another mix of words, over 24 runs': { shares: [0.15, 0.15, 0.2, 0.25, 0.25], growsOver: 24 },
};

/** An endpoint whose draws of one run share some luck, and that may be changed at any time. */
export class Endpoint {
  #change: Change | undefined;
  #since = 0;
  #made = 0;
  readonly #random: Random;
  /** Runs that a change has reached so far. */
  changedRuns = 0;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  /** What is changed from the next run on; nothing if undefined. */
  set change(change: Change | undefined) {
    this.#change = change;
    this.#since = this.#made;
  }

  next(): ObservedRun {
    const random = this.#random;
    const change = this.#change;
    const isChanged = change !== undefined && random() < (change.runs ?? 1);
    if (isChanged) this.changedRuns++;
    const reached = Math.min(1, (this.#made - this.#since + 1) / (change?.growsOver ?? 1));
    const lean = 0.8 + 0.4 * random();
    const answer: Answer = (golden) => {
      const isReached = isChanged && (reached === 1 || random() < reached);
      const { shares = usualShares, refusing = 0.02 } = isReached ? change : {};
      if (random() < refusing) return draw("I can't help with that.", { properties: { refusal: 1, stop: 1 } });
      const word = choose(words, shares, () => random() ** lean);
      return draw(`${word}, golden ${golden}`, { properties: { refusal: 0, stop: 1 } });
    };
    return makeRun(this.#made++, size, answer);
  }
}

/** An endpoint and the detector that watches it. */
export class Watch {
  readonly endpoint: Endpoint;
  readonly #judging: Settings;
  #state = newDetector();

  constructor(seed: string, judging: Omit<Settings, 'salt' | 'effectFloor'>, baseline: number) {
    this.endpoint = new Endpoint(seed);
    this.#judging = { ...judging, salt: seed, effectFloor: 0 };
    this.run(baseline);
  }

  get drift() {
    return this.#state.drift;
  }

  get state() {
    return this.#state;
  }

  /** Makes runs; the verdict of each. */
  run(count: number) {
    const runs = Array.from({ length: count }, () => this.endpoint.next());
    const { state, steps } = watch(runs, { state: this.#state, judging: this.#judging });
    this.#state = state;
    return steps.map(({ decision }) => decision.verdict);
  }

  /** Runs until the verdict is (or is not) drift; infinite beyond `most`. */
  until(isDrift: boolean, most: number): number {
    for (let made = 1; made <= most; made++) {
      this.run(1);
      if ((this.drift !== undefined) === isDrift) return made;
    }
    return Number.POSITIVE_INFINITY;
  }
}
