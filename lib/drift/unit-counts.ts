import type { UnitEvents, UnitNumbers } from './unit-events.ts';

/**
 * How often units were said in their contexts, by all runs of a calibration set together. Features have places, context by
 * context, so that what belongs together lies together in memory.
 */
export interface UnitCounts {
  /** Places of the features that each run said, and the contexts that it said them in; those that tell nothing are left out. */
  readonly said: readonly Int32Array[];
  readonly contexts: readonly Int32Array[];
  /** By place: number of the feature, how often it was said, and its share of what was said in its context. */
  readonly features: Int32Array;
  readonly counts: Float64Array;
  readonly shares: Float64Array;
  /** Features of context c have the places from `starts[c]` to `starts[c + 1]`. */
  readonly starts: Int32Array;
}

/** A context that fewer units than this followed is hardly known. */
const fewestInContext = 3;

/**
 * Counts what was said in each context. A context tells nothing where fewer than 3 units followed, or always the same one.
 *
 * @param only places of the goldens that take part.
 *
 * Time O(runs units).
 */
export function countUnits(runs: readonly UnitEvents[], numbers: UnitNumbers, only: readonly number[]): UnitCounts {
  const counts = new Float64Array(numbers.features.count);
  const inContext = new Float64Array(numbers.contexts.count);
  for (const { starts, features, contexts } of runs)
    for (const golden of only) {
      const end = starts[golden + 1] as number;
      for (let at = starts[golden] as number; at < end; at++) {
        const [feature, context] = [features[at] as number, contexts[at] as number];
        counts[feature] = (counts[feature] as number) + 1;
        inContext[context] = (inContext[context] as number) + 1;
      }
    }
  const { place, number, starts, order } = placesOf(counts, inContext, numbers);
  const kept = runs.map((events) => keep(events, only, place, number));
  return {
    said: kept.map(({ said }) => said),
    contexts: kept.map(({ contexts }) => contexts),
    features: order,
    counts: Float64Array.from(order, (feature) => counts[feature] as number),
    shares: Float64Array.from(
      order,
      (feature) => (counts[feature] as number) / (inContext[numbers.features.second(feature)] as number),
    ),
    starts,
  };
}

/** Places of the features that tell something, context by context; -1 for all others, as for contexts. */
function placesOf(counts: Float64Array, inContext: Float64Array, numbers: UnitNumbers) {
  const contextOf = new Int32Array(counts.length).fill(-1);
  const sizes = new Int32Array(inContext.length);
  for (let feature = 0; feature < counts.length; feature++) {
    const count = counts[feature] as number;
    if (count === 0) continue;
    const context = numbers.features.second(feature);
    const all = inContext[context] as number;
    if (all < fewestInContext || count === all) continue;
    contextOf[feature] = context;
    sizes[context] = (sizes[context] as number) + 1;
  }
  const number = new Int32Array(inContext.length).fill(-1);
  const starts = [0];
  for (let context = 0; context < sizes.length; context++)
    if ((sizes[context] as number) > 0) {
      number[context] = starts.length - 1;
      starts.push((starts.at(-1) as number) + (sizes[context] as number));
    }
  const next = Int32Array.from(starts);
  const order = new Int32Array(starts.at(-1) as number);
  const place = new Int32Array(counts.length).fill(-1);
  for (let feature = 0; feature < counts.length; feature++) {
    if ((contextOf[feature] as number) < 0) continue;
    const context = number[contextOf[feature] as number] as number;
    const at = next[context] as number;
    next[context] = at + 1;
    place[feature] = at;
    order[at] = feature;
  }
  return { place, number, starts: Int32Array.from(starts), order };
}

function keep(
  { starts, features, contexts }: UnitEvents,
  only: readonly number[],
  place: Int32Array,
  number: Int32Array,
): { readonly said: Int32Array; readonly contexts: Int32Array } {
  const said = new Int32Array(features.length);
  const within = new Int32Array(features.length);
  let count = 0;
  for (const golden of only) {
    const end = starts[golden + 1] as number;
    for (let at = starts[golden] as number; at < end; at++) {
      const found = place[features[at] as number] as number;
      if (found < 0) continue;
      said[count] = found;
      within[count++] = number[contexts[at] as number] as number;
    }
  }
  return { said: said.subarray(0, count), contexts: within.subarray(0, count) };
}
