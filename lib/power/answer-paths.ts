import type { Draw } from '../domain/run/observed-run.ts';
import { outputText, textUnits } from '../drift/text-units.ts';
import { type NearTie, nearTieOf } from './first-token.ts';

/** Where the answers to one golden part for the first time. */
export interface Parting {
  /** Draws that go the less common way there, and those that go any other way from the same beginning. */
  readonly taken: ReadonlySet<Draw>;
  readonly others: ReadonlySet<Draw>;
  /** Set where every answer is one unit: then one is as good as another that says the same, and may come twice. */
  readonly isOneUnit?: true;
  /** Set where the two likeliest first tokens are known, which then tell more than what was said. */
  readonly tie?: NearTie;
}

/** A way that fewer of the answers take than this is an exception, and no way. */
const leastShare = 0.05;

/** Answers are followed for so many units. */
const deepest = 200;

/**
 * The first unit (word, digit, mark) at which answers that began alike part: the common beginning is followed until a second
 * continuation has at least one answer in twenty. Undefined where they never part so. Answers that come with the likeliest first
 * tokens, as those of sharp goldens do here, part between the two likeliest of these, whatever was said.
 *
 * Time O(draws x units).
 */
export function partingOf(draws: readonly Draw[]): Parting | undefined {
  const tie = nearTieOf(draws);
  if (tie !== undefined) return { taken: new Set(), others: new Set(), tie };
  const least = Math.max(2, leastShare * draws.length);
  let together = draws.map((draw) => ({ draw, units: textUnits(outputText(draw)) }));
  const isOneUnit = together.every(({ units }) => units.length <= 1);
  for (let at = 0; at < deepest && together.length >= 2 * least; at++) {
    const ways = Map.groupBy(together, ({ units }) => units[at] ?? -1);
    const [common, second] = [...ways].sort(([a, x], [b, y]) => y.length - x.length || a - b);
    if (second !== undefined && second[1].length >= least) {
      const taken = new Set(second[1].map(({ draw }) => draw));
      const others = new Set(together.flatMap(({ draw }) => (taken.has(draw) ? [] : [draw])));
      return { taken, others, ...(isOneUnit ? { isOneUnit } : {}) };
    }
    if (common === undefined || common[0] === -1) return undefined;
    together = common[1];
  }
  return undefined;
}
