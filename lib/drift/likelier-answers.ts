import type { Draw } from '../domain/run/observed-run.ts';
import type { Seen } from '../domain/verdict/explanation.ts';
import { fisherExactGreater } from '../stats/fisher-exact.ts';
import { growOutputTree, type OutputTree, outputKey } from './output-tree.ts';

/** An answer has to come in so many runs since the change: draws of one run share the server's load. */
const fewestRuns = 2;
/** Of two kinds of answers with nearly as much evidence, the narrower one shows more. */
const nearlyAsLikely = 3;

/** The draws of one golden on one side, with the index of the run that each belongs to. */
export type DrawsOfGolden = readonly { readonly run: number; readonly draw: Draw }[];

/** Answers that are alike: one and the same, or with one beginning, or with the same structured properties. */
export interface Alike {
  /** p-value of "as likely on both sides", against the side that was asked for; before any correction. */
  readonly pValue: number;
  readonly seen: Seen;
  /** The commonest of them, on the side that was asked for. */
  readonly draw: Draw;
  readonly includes: (draw: number) => boolean;
}

/**
 * Which answers to one golden became likelier: all answers stand in a tree of their prefixes, whose first level is their
 * structured properties, and every node of it is a kind of answers that is counted on both sides.
 */
export class AlikeAnswers {
  /** Kinds of answers that were compared, for a correction of p-values. */
  readonly tests: number;
  readonly #draws: DrawsOfGolden;
  readonly #split: number;
  readonly #tree: OutputTree;
  readonly #nodes: readonly Node[];

  constructor(before: DrawsOfGolden, after: DrawsOfGolden) {
    this.#draws = [...before, ...after];
    this.#split = before.length;
    this.#tree = growOutputTree(this.#draws.map(({ draw }) => draw));
    this.#nodes = nodesOf(this.#tree, this.#draws, this.#split);
    this.tests = this.#nodes.length;
  }

  /** What became likelier on one side, with the most evidence; `undefined` where no kind of answers came in two runs of it. */
  likeliest(side: 'before' | 'after'): Alike | undefined {
    const tested = this.#nodes
      .filter((node) => node.runs[side] >= fewestRuns)
      .map((node) => ({ node, pValue: this.#pValue(node, side) }));
    if (tested.length === 0) return undefined;
    const least = tested.reduce((a, b) => (b.pValue < a.pValue ? b : a));
    const { node, pValue } = tested.findLast((one) => one.pValue <= nearlyAsLikely * least.pValue) ?? least;
    return this.#alike(node, pValue, side);
  }

  /** The commonest single answer before that is none of some kind. */
  commonestBeforeBut(not: Alike): { readonly draw: Draw; readonly seen: Seen } | undefined {
    const others = this.#draws.slice(0, this.#split).flatMap(({ draw }, i) => (not.includes(i) ? [] : [draw]));
    const draw = commonest(others);
    if (draw === undefined) return undefined;
    const key = outputKey(draw);
    const same = (from: number, to?: number) =>
      this.#draws.slice(from, to).filter((one) => outputKey(one.draw) === key).length;
    return { draw, seen: this.#seen('answer', same(0, this.#split), same(this.#split)) };
  }

  #pValue({ before, after }: Node, side: 'before' | 'after'): number {
    const was = { count: before, draws: this.#split };
    const is = { count: after, draws: this.#draws.length - this.#split };
    return side === 'after' ? fisherExactGreater(was, is) : fisherExactGreater(is, was);
  }

  #alike(node: Node, pValue: number, side: 'before' | 'after'): Alike {
    const { path, levels } = this.#tree;
    const includes = (draw: number) => path[draw * levels + node.level] === node.node;
    const members = this.#draws.flatMap(({ draw }, i) => (includes(i) ? [{ draw, isAfter: i >= this.#split }] : []));
    const isOne = new Set(members.map(({ draw }) => outputKey(draw))).size === 1;
    const like = isOne ? 'answer' : node.level === 0 ? 'kind' : 'beginning';
    const own = members.filter(({ isAfter }) => isAfter === (side === 'after')).map(({ draw }) => draw);
    return { pValue, includes, seen: this.#seen(like, node.before, node.after), draw: commonest(own) as Draw };
  }

  #seen(like: Seen['like'], before: number, since: number): Seen {
    return {
      like,
      before: { count: before, draws: this.#split },
      since: { count: since, draws: this.#draws.length - this.#split },
    };
  }
}

/** A node of the tree that is not all of its parent; `before` and `after` count draws. */
interface Node {
  readonly node: number;
  readonly level: number;
  readonly before: number;
  readonly after: number;
  readonly runs: { readonly before: number; readonly after: number };
}

/** From the root down, level by level; a node that holds just what its parent holds is the same kind of answers. */
function nodesOf({ path, levels, parents }: OutputTree, draws: DrawsOfGolden, split: number): Node[] {
  const found = Array.from(parents, () => ({ level: -1, draws: [0, 0], runs: [new Set<number>(), new Set<number>()] }));
  draws.forEach(({ run }, draw) => {
    const side = draw < split ? 0 : 1;
    for (let level = 0; level < levels; level++) {
      const node = found[path[draw * levels + level] as number] as (typeof found)[number];
      node.level = level;
      node.draws[side] = (node.draws[side] as number) + 1;
      node.runs[side]?.add(run);
    }
  });
  const sizes = found.map((node) =>
    node.level < 0 ? draws.length : (node.draws[0] as number) + (node.draws[1] as number),
  );
  return found.flatMap(({ level, draws: counted, runs: [was, is] }, node) => {
    const size = sizes[node] as number;
    if (level < 0 || size < 2 || size === sizes[parents[node] as number]) return [];
    const runs = { before: was?.size ?? 0, after: is?.size ?? 0 };
    return [{ node, level, before: counted[0] as number, after: counted[1] as number, runs }];
  });
}

/** The answer that comes most often, the first of several. */
export function commonest(draws: readonly Draw[]): Draw | undefined {
  const counts = new Map<string, number>();
  for (const draw of draws) counts.set(outputKey(draw), (counts.get(outputKey(draw)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return draws.find((draw) => counts.get(outputKey(draw)) === most);
}
