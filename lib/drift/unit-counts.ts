import type { UnitEvents, UnitNumbers } from './unit-events.ts';

/** How often units were said in their contexts, by all runs of a calibration set together. */
export interface UnitCounts {
  /** Features and contexts of each run, one a unit; those that tell nothing are left out. */
  readonly said: readonly Int32Array[];
  readonly contexts: readonly Int32Array[];
  /** By feature and by context, in all runs. */
  readonly features: Float64Array;
  readonly inContext: Float64Array;
  /** Features of context c stand in `list` from `starts[c]` to `starts[c + 1]`. */
  readonly starts: Int32Array;
  readonly list: Int32Array;
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
  const features = new Float64Array(numbers.features.count);
  const inContext = new Float64Array(numbers.contexts.count);
  for (const events of runs)
    eachEvent(events, only, (feature, context) => {
      features[feature] = (features[feature] as number) + 1;
      inContext[context] = (inContext[context] as number) + 1;
    });
  const tells = (feature: number, context: number) =>
    (inContext[context] as number) >= fewestInContext && (features[feature] as number) < (inContext[context] as number);
  const kept = runs.map((events) => {
    const said = new Int32Array(events.features.length);
    const contexts = new Int32Array(events.features.length);
    let count = 0;
    eachEvent(events, only, (feature, context) => {
      if (!tells(feature, context)) return;
      said[count] = feature;
      contexts[count++] = context;
    });
    return { said: said.subarray(0, count), contexts: contexts.subarray(0, count) };
  });
  const telling = (feature: number) =>
    (features[feature] as number) > 0 && tells(feature, numbers.features.second(feature));
  return {
    said: kept.map(({ said }) => said),
    contexts: kept.map(({ contexts }) => contexts),
    features,
    inContext,
    ...byContext(features.length, inContext.length, telling, numbers),
  };
}

function eachEvent(
  { starts, features, contexts }: UnitEvents,
  only: readonly number[],
  visit: (feature: number, context: number) => void,
): void {
  for (const golden of only) {
    const end = starts[golden + 1] as number;
    for (let at = starts[golden] as number; at < end; at++) visit(features[at] as number, contexts[at] as number);
  }
}

function byContext(features: number, contexts: number, tells: (feature: number) => boolean, numbers: UnitNumbers) {
  const starts = new Int32Array(contexts + 1);
  for (let feature = 0; feature < features; feature++)
    if (tells(feature)) {
      const next = numbers.features.second(feature) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
  for (let context = 0; context < contexts; context++)
    starts[context + 1] = (starts[context + 1] as number) + (starts[context] as number);
  const list = new Int32Array(starts[contexts] as number);
  const next = starts.slice();
  for (let feature = 0; feature < features; feature++)
    if (tells(feature)) {
      const context = numbers.features.second(feature);
      list[next[context] as number] = feature;
      next[context] = (next[context] as number) + 1;
    }
  return { starts, list };
}
