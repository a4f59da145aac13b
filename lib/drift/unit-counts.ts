import { KeyNumbers } from './key-numbers.ts';
import { mixHashes } from './text-units.ts';
import { type BranchedAnswers, type RunWithUnits, UnitTree } from './unit-tree.ts';

/**
 * How often units were said in their contexts (a golden, and all units before), by all runs of a calibration set together. A
 * feature is a unit in a context; features have places, context by context. Only contexts that tell something are there: at
 * least 3 units followed, and not always the same one.
 */
export interface UnitCounts {
  /** Features of context c have the places from `starts[c]` to `starts[c + 1]`. */
  readonly starts: Int32Array;
  /** By place: a hash of the feature, how often it was said, and its share of what was said in its context. */
  readonly hashes: Uint32Array;
  readonly counts: Float64Array;
  readonly shares: Float64Array;
  /** By place: the number of the pair of the unit and the one before it, whatever the golden; by pair: its hash. */
  readonly pairs: Int32Array;
  readonly pairHashes: Uint32Array;
  /** What was said in context c are the events from `eventStarts[c]` to `eventStarts[c + 1]`, run by run. */
  readonly eventStarts: Int32Array;
  /** By event: the run, and the place of the feature that it said. */
  readonly eventRuns: Int32Array;
  readonly eventPlaces: Int32Array;
}

/**
 * Counts what was said in each context.
 *
 * @param only places of the goldens that take part.
 * @returns `undefined` where runs keep no units.
 *
 * Time O(units whose context at least 3 answers share).
 */
export function countUnits(runs: readonly RunWithUnits[], only: readonly number[]): UnitCounts | undefined {
  if (runs.every(({ profiles }) => profiles.every((profile) => (profile?.rows.length ?? 0) === 0))) return undefined;
  const counter = new Counter();
  const tree = new UnitTree();
  for (const golden of only) tree.walk(runs, golden, (context) => counter.add(context));
  return counter.counts();
}

class Counter {
  readonly #starts = [0];
  readonly #hashes: number[] = [];
  readonly #counts: number[] = [];
  readonly #shares: number[] = [];
  readonly #pairs: number[] = [];
  readonly #pairNumbers = new KeyNumbers();
  readonly #eventStarts = [0];
  #eventRuns = new Int32Array(1 << 15);
  #eventPlaces = new Int32Array(1 << 15);

  add({ hash, last, units, counts, answers, children, runs, from, to }: BranchedAnswers): void {
    const first = this.#hashes.length;
    for (let child = 0; child < units.length; child++) {
      const [unit, count] = [units[child] as number, counts[child] as number];
      this.#hashes.push(mixHashes(hash, unit));
      this.#counts.push(count);
      this.#shares.push(count / (to - from));
      this.#pairs.push(this.#pairNumbers.of(last, unit));
    }
    this.#starts.push(this.#hashes.length);
    let event = this.#eventStarts.at(-1) as number;
    while (event + to - from > this.#eventRuns.length) {
      this.#eventRuns = withRoom(this.#eventRuns);
      this.#eventPlaces = withRoom(this.#eventPlaces);
    }
    const [eventRuns, eventPlaces] = [this.#eventRuns, this.#eventPlaces];
    for (let at = from; at < to; at++, event++) {
      eventRuns[event] = runs[answers[at] as number] as number;
      eventPlaces[event] = first + (children[at] as number);
    }
    this.#eventStarts.push(event);
  }

  counts(): UnitCounts {
    const events = this.#eventStarts.at(-1) as number;
    const pairs = this.#pairNumbers;
    return {
      starts: Int32Array.from(this.#starts),
      hashes: Uint32Array.from(this.#hashes),
      counts: Float64Array.from(this.#counts),
      shares: Float64Array.from(this.#shares),
      pairs: Int32Array.from(this.#pairs),
      pairHashes: Uint32Array.from({ length: pairs.count }, (_, pair) => pairs.hashOf(pair)),
      eventStarts: Int32Array.from(this.#eventStarts),
      eventRuns: this.#eventRuns.subarray(0, events),
      eventPlaces: this.#eventPlaces.subarray(0, events),
    };
  }
}

/** The same numbers, and room for as many more. */
function withRoom(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const roomy = new Int32Array(2 * numbers.length);
  roomy.set(numbers);
  return roomy;
}
