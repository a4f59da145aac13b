import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import { sortByKey } from '../domain/sort-by-key.ts';
import type { RunRate } from '../domain/verdict/evidence.ts';
import { type Design, type GoldenProfile, type PreparedRun, prepareRun } from './run-profile.ts';
import { runRates } from './run-rates.ts';

/**
 * A run that comes some goldens at a time, reduced as it comes so that its answers can be let go: bit for bit what `prepareRun`
 * makes of it as a whole.
 *
 * Memory: some 20 kB a golden, however often it was drawn.
 */
export class PartwiseRun {
  readonly #design: Design;
  readonly #profiles = new Map<string, GoldenProfile>();
  readonly #rates = new Map<string, readonly RunRate[]>();

  /** @param design draws to use of each golden, the first so many; all of those that it does not name. */
  constructor(design: Design) {
    this.#design = design;
  }

  /** @param goldens draws by key, of no golden that came before. */
  add(goldens: ReadonlyMap<string, readonly Draw[]>): void {
    for (const [key, draws] of goldens) {
      const alone = { ...noRun, goldens: new Map([[key, draws]]) };
      const { profile } = prepareRun(alone, this.#design);
      for (const [golden, one] of profile.goldens) this.#profiles.set(golden, one);
      this.#rates.set(key, runRates(alone));
    }
  }

  /** Goldens that came so far. */
  get goldens(): number {
    return this.#rates.size;
  }

  /** The run, once all of it came. @param counted what is known of it beside its draws. */
  prepared({ run, at, category, ...counted }: Omit<ObservedRun, 'goldens'>): PreparedRun {
    const circumstances = category === undefined ? {} : { category };
    const whole = prepareRun({ ...counted, run, at, goldens: new Map() });
    const profile = { run, at, goldens: sortByKey(this.#profiles), ...circumstances };
    return { ...whole, profile, rates: pooled(sortByKey(this.#rates).values()) };
  }

  /** How often each expectation of each golden failed, as `runRatesByGolden`. */
  ratesByGolden(): RunRate[] {
    return [...sortByKey(this.#rates)].flatMap(([golden, rates]) =>
      rates.filter(({ kind }) => kind === 'expectation').map((rate) => ({ ...rate, golden })),
    );
  }
}

const noRun: ObservedRun = { run: '', at: '', goldens: new Map(), identity: [], planned: 0, failed: 0 };

/** Counts of all goldens together, in the order in which names come first. */
function pooled(rates: Iterable<readonly RunRate[]>): RunRate[] {
  const sums = new Map<string, RunRate>();
  for (const rate of [...rates].flat()) {
    const before = sums.get(`${rate.kind} ${rate.name}`);
    const { count, draws } = before ?? { count: 0, draws: 0 };
    sums.set(`${rate.kind} ${rate.name}`, { ...rate, count: count + rate.count, draws: draws + rate.draws });
  }
  return [...sums.values()];
}
