import { mixHashes } from './text-units.ts';
import type { UnitRows } from './unit-rows.ts';

/** A run with the units of its goldens. */
export interface RunWithUnits {
  readonly profiles: readonly ({ readonly rows: UnitRows } | undefined)[];
}

/** Answers that share a beginning and go on in several ways. Valid until the visitor returns. */
export interface BranchedAnswers {
  /** Of the golden and all units before, and the last of these; 0 at the beginning of an answer. */
  readonly hash: number;
  readonly last: number;
  /** The units that follow, and how often each does. */
  readonly units: readonly number[];
  readonly counts: readonly number[];
  /** Answers from `from` to `to`, in the order of their runs; which of `units` each goes on with; the run of an answer. */
  readonly answers: Int32Array;
  readonly children: Int32Array;
  readonly runs: Int32Array;
  readonly from: number;
  readonly to: number;
}

/** What fewer answers than this share is hardly known. */
const fewest = 3;
const everyUnit = 0x10000;

/** Answers from `from` to `to` share their first `depth` units. */
interface Node {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly hash: number;
  readonly last: number;
}

/**
 * The tree of the prefixes of all answers to a golden, walked without being built: answers are sorted by what they say next, as
 * long as at least 3 say the same. Answers of a model part soon, so that most of their units are never looked at.
 */
export class UnitTree {
  /** The place of a unit among those that follow in node `#stamp`. */
  readonly #childOf = new Int32Array(everyUnit);
  readonly #stampOf = new Int32Array(everyUnit);
  #stamp = 0;

  /** Time O(units of answers whose context at least 3 answers share). */
  walk(runs: readonly RunWithUnits[], golden: number, visit: (branched: BranchedAnswers) => void): void {
    const answers = answersTo(runs, golden);
    const size = answers.runs.length;
    const order = Int32Array.from({ length: size }, (_, i) => i);
    const children = new Int32Array(size);
    const sorted = new Int32Array(size);
    const nodes: Node[] = [{ from: 0, to: size, depth: 0, hash: mixHashes(golden, 400), last: 0 }];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      const { from, to, depth, hash, last } = node;
      if (to - from < fewest) continue;
      const { units, counts } = this.#follow(node, answers, order, children);
      if (units.length > 1) {
        visit({ hash, last, units, counts, answers: order, children, runs: answers.runs, from, to });
        sortByChild(order, children, sorted, node, counts);
      }
      let start = from;
      units.forEach((unit, child) => {
        const end = start + (counts[child] as number);
        // 0 ends an answer.
        if (unit !== 0) nodes.push({ from: start, to: end, depth: depth + 1, hash: mixHashes(hash, unit), last: unit });
        start = end;
      });
    }
  }

  /** Which units follow, how often, and which of them each answer goes on with. */
  #follow({ from, to, depth }: Node, { units, starts }: Answers, order: Int32Array, children: Int32Array) {
    this.#stamp++;
    const following: number[] = [];
    const counts: number[] = [];
    for (let at = from; at < to; at++) {
      const unit = units[(starts[order[at] as number] as number) + depth] as number;
      if (this.#stampOf[unit] !== this.#stamp) {
        this.#stampOf[unit] = this.#stamp;
        this.#childOf[unit] = following.length;
        following.push(unit);
        counts.push(0);
      }
      const child = this.#childOf[unit] as number;
      counts[child] = (counts[child] as number) + 1;
      children[at] = child;
    }
    return { units: following, counts };
  }
}

interface Answers {
  /** All answers one after the other, each ended by 0, and where each begins. */
  readonly units: Uint16Array;
  readonly starts: Int32Array;
  readonly runs: Int32Array;
}

function answersTo(runs: readonly RunWithUnits[], golden: number): Answers {
  const rows = runs.map(({ profiles }) => profiles[golden]?.rows);
  const units = new Uint16Array(rows.reduce((sum, row) => sum + (row?.length ?? 0), 0));
  const [starts, ofRun]: [number[], number[]] = [[], []];
  let end = 0;
  rows.forEach((row, run) => {
    if (row === undefined) return;
    units.set(row, end);
    // 0 ends an answer.
    for (let from = 0; from < row.length; from = 1 + row.indexOf(0, from)) {
      starts.push(end + from);
      ofRun.push(run);
    }
    end += row.length;
  });
  return { units, starts: Int32Array.from(starts), runs: Int32Array.from(ofRun) };
}

/** Sorts the answers of a node by what they go on with; those that go on alike stay in their order. */
function sortByChild(
  order: Int32Array,
  children: Int32Array,
  sorted: Int32Array,
  { from, to }: Node,
  counts: readonly number[],
): void {
  const next: number[] = [];
  let start = from;
  for (const count of counts) {
    next.push(start);
    start += count;
  }
  for (let at = from; at < to; at++) {
    const child = children[at] as number;
    const place = next[child] as number;
    sorted[place] = order[at] as number;
    next[child] = place + 1;
  }
  order.set(sorted.subarray(from, to), from);
}
