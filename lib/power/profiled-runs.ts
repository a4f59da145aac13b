import type { Draw } from '../domain/run/observed-run.ts';
import { type GoldenProfile, type PreparedRun, profileRun } from '../drift/run-profile.ts';
import type { DrawnRun } from './material.ts';
import { observedOf } from './material.ts';

/** Reduces runs to what the detector needs, each golden's answers once, however many simulations hold them. */
export class ProfiledRuns {
  readonly #known = new WeakMap<Draw, Map<string, readonly [readonly Draw[], GoldenProfile]>>();

  prepare(run: DrawnRun): PreparedRun {
    const observed = observedOf(run);
    const { identity, planned } = observed;
    const goldens = new Map(
      [...run.goldens].filter(([, draws]) => draws.length > 0).map((one) => [one[0], this.#of(...one)]),
    );
    const asked = new Map([...run.goldens].map(([key, draws]) => [key, draws.length]));
    return {
      profile: { run: run.run, at: observed.at, goldens },
      identity,
      planned,
      completed: planned,
      asked,
      rates: [],
    };
  }

  #of(key: string, draws: readonly Draw[]): GoldenProfile {
    const [first] = draws as readonly [Draw, ...Draw[]];
    const known = this.#known.get(first)?.get(key);
    if (known !== undefined && isSame(known[0], draws)) return known[1];
    const alone = { run: '', goldens: new Map([[key, draws]]) };
    const profile = profileRun(observedOf(alone)).goldens.get(key) as GoldenProfile;
    if (known === undefined) this.#known.set(first, new Map([[key, [draws, profile]]]));
    return profile;
  }
}

function isSame(a: readonly Draw[], b: readonly Draw[]): boolean {
  return a.length === b.length && a.every((draw, i) => draw === b[i]);
}
