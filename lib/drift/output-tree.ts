import type { Draw } from '../domain/run/observed-run.ts';

/** Prefix lengths at which outputs are told apart, in UTF-16 code units; the whole output comes after the last. */
const prefixLengths = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * The outputs of one golden as a tree: the root holds all of them, each level tells them apart by a longer prefix, the
 * leaves are whole outputs. The first level is how the answer ended and what its structured properties are, so that a
 * cut-off answer and a whole one part there.
 */
export interface OutputTree {
  /** Node of each draw on each level below the root: `path[draw * levels + level]`. Node 0 is the root. */
  readonly path: Int32Array;
  readonly levels: number;
  /** Parent of each node; of the root, itself. */
  readonly parents: Int32Array;
}

/** Grows the tree of some draws. Cost: one short string and one look-up for each draw and level. */
export function growOutputTree(draws: readonly Draw[]): OutputTree {
  const outputs = draws.map(outputKey);
  const longest = outputs.reduce((length, output) => Math.max(length, output.length), 0);
  // The key begins with one character for the signature of the answer: a prefix of n characters is n + 1 of the key.
  const cuts = [1, ...prefixLengths.filter((length) => length + 1 < longest).map((length) => length + 1), longest];
  const path = new Int32Array(draws.length * cuts.length);
  const parents = [0];
  cuts.forEach((cut, level) => {
    const nodes = new Map<string, number>();
    outputs.forEach((output, draw) => {
      const prefix = output.slice(0, cut);
      let node = nodes.get(prefix);
      if (node === undefined) {
        node = parents.length;
        nodes.set(prefix, node);
        parents.push(level === 0 ? 0 : (path[draw * cuts.length + level - 1] as number));
      }
      path[draw * cuts.length + level] = node;
    });
  });
  return { path, levels: cuts.length, parents: Int32Array.from(parents) };
}

/**
 * Everything that was said as one string: a character for how the answer ended and its structured properties, then the
 * text, then the tool calls. Equal for equal outputs only.
 */
export function outputKey(draw: Draw): string {
  let signature = 0;
  for (const name in draw.properties) signature = (signature * 31 + (draw.properties[name] ? 17 : 1)) % 60_000;
  const calls = draw.toolCalls.map(({ name, arguments: sent }) => `\0${name}\0${sent}`).join('');
  return `${String.fromCharCode(signature)}${draw.text}${calls}`;
}
