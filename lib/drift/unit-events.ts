import { KeyNumbers } from './key-numbers.ts';
import { mixHashes } from './text-units.ts';
import type { UnitRows } from './unit-rows.ts';

/** Numbers of what occurs in runs, so that counts of it are plain arrays. */
export class UnitNumbers {
  /** A context, the golden and all units before: their hash; the golden and the unit before. */
  readonly contexts = new KeyNumbers();
  /** A unit in a context: the unit, and the number of the context. */
  readonly features = new KeyNumbers();
  /** Neighbouring units, whatever the golden. */
  readonly pairs = new KeyNumbers();
  /** Hash of each feature, which does not depend on any number, and its pair. */
  readonly featureHashes: number[] = [];
  readonly pairOf: number[] = [];
}

/** The units of a run, each as an event: the numbers of its context and feature. */
export interface UnitEvents {
  /** Where the events of each golden begin, and the end of the last. */
  readonly starts: Int32Array;
  readonly contexts: Int32Array;
  readonly features: Int32Array;
}

/** Numbers that no run has any more are forgotten when they are more than so many, and more than most are in use. */
const [mostForgotten, mostPerUnit] = [4096, 3];

/** A run with the units of its goldens. */
export interface RunWithUnits {
  readonly profiles: readonly ({ readonly rows: UnitRows } | undefined)[];
}

/** The events of the runs of a layout, laid out once. A cache: results never show it. */
export class UnitCache {
  #numbers = new UnitNumbers();
  #events = new WeakMap<RunWithUnits, UnitEvents>();

  /** How much is numbered. */
  get size(): number {
    return this.#numbers.features.count;
  }

  of(runs: readonly RunWithUnits[]): { readonly events: readonly UnitEvents[]; readonly numbers: UnitNumbers } {
    const events = runs.map((run) => this.#eventsOf(run));
    const units = events.reduce((sum, { features }) => sum + features.length, 0);
    if (this.size <= mostForgotten + mostPerUnit * units) return { events, numbers: this.#numbers };
    this.#numbers = new UnitNumbers();
    this.#events = new WeakMap();
    return { events: runs.map((run) => this.#eventsOf(run)), numbers: this.#numbers };
  }

  #eventsOf(run: RunWithUnits): UnitEvents {
    const known = this.#events.get(run);
    if (known !== undefined) return known;
    const rows = run.profiles.map((profile) => profile?.rows);
    const events = unitEvents(rows, this.#numbers);
    this.#events.set(run, events);
    return events;
  }
}

const unitBits = 16;

/** Lays the rows of a run out; nothing for a golden that it lacks. Time O(units). */
function unitEvents(goldens: readonly (UnitRows | undefined)[], numbers: UnitNumbers): UnitEvents {
  const total = goldens.reduce((sum, rows) => sum + (rows?.length ?? 0), 0);
  const starts = new Int32Array(goldens.length + 1);
  const contexts = new Int32Array(total);
  const features = new Int32Array(total);
  let at = 0;
  goldens.forEach((rows, golden) => {
    const nothing = mixHashes(golden, 400);
    let [before, last] = [nothing, 0];
    for (const unit of rows ?? []) {
      const context = numbers.contexts.of(before, ((golden << unitBits) | last) >>> 0);
      contexts[at] = context;
      features[at++] = featureOf(before, context, last, unit, numbers);
      [before, last] = unit === 0 ? [nothing, 0] : [mixHashes(before, unit), unit];
    }
    starts[golden + 1] = at;
  });
  return { starts, contexts, features };
}

function featureOf(contextHash: number, context: number, last: number, unit: number, numbers: UnitNumbers): number {
  const feature = numbers.features.of(unit, context);
  if (feature === numbers.featureHashes.length) {
    numbers.featureHashes.push(mixHashes(contextHash, unit));
    numbers.pairOf.push(numbers.pairs.of(last, unit));
  }
  return feature;
}
