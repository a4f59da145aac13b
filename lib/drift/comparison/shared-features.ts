import type { Draw } from '../../domain/run/observed-run.ts';
import { unitPairs } from '../sketch.ts';
import { mixHashes, outputText, textUnits } from '../text-units.ts';

/** Kinds of features that answers to any golden have, so that answers to different goldens can move the same way. */
export const sharedKinds = ['words', 'characters', 'edges', 'shape'] as const;
export type SharedKind = (typeof sharedKinds)[number];

/** Columns of each kind, in their order. */
export type SharedLayout = Readonly<Record<SharedKind, number>>;

/** Longer answers are read up to here, so that one of a megabyte costs no more than one of a page. */
const mostCharacters = 20_000;

/** @param words columns for words, a power of two; the other kinds need fewer. */
export function layOutShared(words: number): SharedLayout {
  return { words, characters: words / 2, edges: words / 4, shape: shapeFeatures };
}

export function sharedWidth(layout: SharedLayout): number {
  return sharedKinds.reduce((sum, kind) => sum + layout[kind], 0);
}

/**
 * An answer as a point in a space that all goldens share: words and pairs of them, characters and pairs of them, how the
 * answer begins and ends, and its shape (length, lines, letters a word, and shares of capitals, digits, punctuation and
 * other scripts). Counts are square roots of shares, so that long answers weigh no more than short ones; features are
 * hashed with signs into the columns of their kind.
 *
 * Time O(characters), of at most 20,000.
 */
export function addSharedFeatures(draw: Draw, layout: SharedLayout, into: Float64Array): void {
  const text = outputText(draw).slice(0, mostCharacters);
  const units = textUnits(text);
  const kinds = splitKinds(layout, into);
  for (const unit of units) addFeature(unit, 1, kinds.words);
  for (const pair of unitPairs(units)) addFeature(pair, 2, kinds.words);
  addCharacters(text, kinds.characters);
  addEdges(units, kinds.edges);
  for (const kind of [kinds.words, kinds.characters, kinds.edges]) shareOut(kind);
  kinds.shape.set(describeShape(text));
}

function splitKinds(layout: SharedLayout, columns: Float64Array): Record<SharedKind, Float64Array> {
  const from = (start: number, kind: SharedKind) => columns.subarray(start, start + layout[kind]);
  const { words, characters, edges } = layout;
  return {
    words: from(0, 'words'),
    characters: from(words, 'characters'),
    edges: from(words + characters, 'edges'),
    shape: from(words + characters + edges, 'shape'),
  };
}

function addFeature(feature: number, salt: number, columns: Float64Array): void {
  const hash = mixHashes(feature, salt);
  const at = hash & (columns.length - 1);
  columns[at] = (columns[at] as number) + (hash >>> 31 === 0 ? 1 : -1);
}

/** Characters and pairs of neighbours. */
function addCharacters(text: string, columns: Float64Array): void {
  for (let i = 0, last = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    addFeature(code, 3, columns);
    addFeature((last << 16) | code, 4, columns);
    last = code;
  }
}

/** The first and the last two units, alone and as pairs. */
function addEdges(units: Uint32Array, columns: Float64Array): void {
  const [first, second, lastBut, last] = [units[0] ?? 0, units[1] ?? 0, units.at(-2) ?? 0, units.at(-1) ?? 0];
  addFeature(first, 5, columns);
  addFeature(mixHashes(first, second), 6, columns);
  addFeature(last, 7, columns);
  addFeature(mixHashes(lastBut, last), 8, columns);
}

/** From counts to square roots of shares, with their signs. */
function shareOut(counts: Float64Array): void {
  let all = 0;
  for (const count of counts) all += Math.abs(count);
  for (let c = 0; c < counts.length && all > 0; c++) {
    const share = (counts[c] as number) / all;
    counts[c] = Math.sign(share) * Math.sqrt(Math.abs(share));
  }
}

const shapeFeatures = 8;

function describeShape(text: string): number[] {
  const characters = Math.max(1, text.length);
  const share = (pattern: RegExp) => Math.sqrt((text.match(pattern)?.length ?? 0) / characters);
  const words = text.match(/\p{L}+/gu) ?? [];
  return [
    Math.log1p(text.length),
    Math.log1p(text.match(/\n/g)?.length ?? 0),
    words.reduce((sum, word) => sum + word.length, 0) / Math.max(1, words.length),
    share(/\p{Lu}/gu),
    share(/\p{Nd}/gu),
    share(/[!-/:-@[-`{-~]/g),
    share(/[^\0-\x7f]/g),
    Math.log1p(text.match(/^\s*(?:[-*#>|]|\d+[.)])/gm)?.length ?? 0),
  ];
}
