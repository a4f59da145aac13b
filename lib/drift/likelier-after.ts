import type { OutputTree } from './output-tree.ts';

/** Weight of what both sides have in common against what one side's own counts say, in draws. */
const priorDraws = 4;

/**
 * How often each node of the tree was reached before and after, and from that how much likelier an output is after.
 *
 * Going down the tree, each step multiplies the likelihood of one side by (own count + prior) / (own count of the parent
 * + prior), the prior being the share that the step has over both sides. Steps that were seen at most once count as one
 * kind, "something new": how often that is one side's habit is information too, and what lies below is not.
 */
export class LikelierAfter {
  readonly #tree: OutputTree;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #rareBefore: Int32Array;
  readonly #rareAfter: Int32Array;

  constructor(tree: OutputTree) {
    this.#tree = tree;
    const nodes = tree.parents.length;
    this.#before = new Int32Array(nodes);
    this.#after = new Int32Array(nodes);
    this.#rareBefore = new Int32Array(nodes);
    this.#rareAfter = new Int32Array(nodes);
  }

  /** Counts a draw in, or (-1) out again. */
  add(draw: number, isAfter: boolean, count: 1 | -1): void {
    const { path, levels } = this.#tree;
    const counts = isAfter ? this.#after : this.#before;
    counts[0] = (counts[0] as number) + count;
    for (let i = draw * levels; i < (draw + 1) * levels; i++) {
      const node = path[i] as number;
      counts[node] = (counts[node] as number) + count;
    }
  }

  /** To be called when counts have changed, before anything is asked. */
  gatherRare(): void {
    const { parents } = this.#tree;
    this.#rareBefore.fill(0);
    this.#rareAfter.fill(0);
    for (let node = 1; node < parents.length; node++) {
      const before = this.#before[node] as number;
      const after = this.#after[node] as number;
      if (before + after !== 1) continue;
      const parent = parents[node] as number;
      this.#rareBefore[parent] = (this.#rareBefore[parent] as number) + before;
      this.#rareAfter[parent] = (this.#rareAfter[parent] as number) + after;
    }
  }

  /** ln of how many times likelier the output of a draw is after than before. */
  logRatio(draw: number): number {
    const { path, levels } = this.#tree;
    let logRatio = 0;
    let parent = 0;
    for (let level = 0; level < levels; level++) {
      const node = path[draw * levels + level] as number;
      const parentBefore = this.#before[parent] as number;
      const parentAfter = this.#after[parent] as number;
      let before = this.#before[node] as number;
      let after = this.#after[node] as number;
      const isRare = before + after < 2;
      if (isRare) {
        before = this.#rareBefore[parent] as number;
        after = this.#rareAfter[parent] as number;
      }
      const all = parentBefore + parentAfter + 1;
      const prior = (priorDraws * (before + after + (isRare ? 1 : 0))) / all;
      logRatio +=
        Math.log((after + prior) / (parentAfter + priorDraws)) -
        Math.log((before + prior) / (parentBefore + priorDraws));
      if (isRare) break;
      parent = node;
    }
    return logRatio;
  }
}
