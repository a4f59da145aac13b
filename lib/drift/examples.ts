import { answerText } from '../domain/run/answer-text.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import type { BeforeAfter } from '../domain/verdict/explanation.ts';
import { LikelierAfter } from './likelier-after.ts';
import { growOutputTree, outputKey } from './output-tree.ts';

/** Characters that are kept of what both share, and of what follows. */
const sharedCharacters = 60;
const followingCharacters = 200;

/**
 * Two answers to one golden that show the change: from each side the one that became rarest, or most frequent, and among
 * equals the one that speaks most for its side by how it begins. Cut around the point where they part; `undefined` where
 * either side has no draws or both say the same.
 */
export function beforeAfterExample(
  golden: string,
  before: readonly Draw[],
  after: readonly Draw[],
): BeforeAfter | undefined {
  if (before.length === 0 || after.length === 0) return undefined;
  const draws = [...before, ...after];
  const counts = new LikelierAfter(growOutputTree(draws));
  draws.forEach((_, i) => {
    counts.add(i, i >= before.length, 1);
  });
  counts.gatherRare();
  const ratios = draws.map((_, i) => counts.logRatio(i));
  const was = mostTypical(before, after, (i) => -(ratios[i] as number));
  const is = mostTypical(after, before, (i) => ratios[before.length + i] as number);
  const [wasSaid, isSaid] = [answerText(was), answerText(is)];
  if (wasSaid === isSaid) return undefined;
  const countIn = (side: readonly Draw[], one: Draw) => {
    const key = outputKey(one);
    return { count: side.filter((draw) => outputKey(draw) === key).length, draws: side.length };
  };
  const seen = (one: Draw) => ({ like: 'answer' as const, before: countIn(before, one), since: countIn(after, one) });
  return { golden, ...cutAtDivergence(wasSaid, isSaid), seen: { before: seen(was), after: seen(is) } };
}

/** Cuts two texts where they part, between characters and never inside one. */
export function cutAtDivergence(before: string, after: string): Omit<BeforeAfter, 'golden' | 'seen'> {
  const shortest = Math.min(before.length, after.length);
  let parting = 0;
  while (parting < shortest && before[parting] === after[parting]) parting++;
  parting = betweenCharacters(before, parting);
  return {
    commonPrefix: before.slice(betweenCharacters(before, Math.max(0, parting - sharedCharacters)), parting),
    before: before.slice(parting, betweenCharacters(before, parting + followingCharacters)),
    after: after.slice(parting, betweenCharacters(after, parting + followingCharacters)),
  };
}

/** The place itself, or the one before it where it would cut a surrogate pair. */
function betweenCharacters(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff ? place - 1 : place;
}

/** The draw of one side whose output has the largest share there beyond its share on the other; then by `leaning`. */
function mostTypical(side: readonly Draw[], other: readonly Draw[], leaning: (draw: number) => number): Draw {
  const [own, others] = [shares(side), shares(other)];
  const excess = side.map((draw) => (own.get(outputKey(draw)) as number) - (others.get(outputKey(draw)) ?? 0));
  let best = 0;
  for (let i = 1; i < side.length; i++) {
    const gain = (excess[i] as number) - (excess[best] as number);
    if (gain > 1e-9 || (gain > -1e-9 && leaning(i) > leaning(best))) best = i;
  }
  return side[best] as Draw;
}

function shares(draws: readonly Draw[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const draw of draws) {
    const key = outputKey(draw);
    found.set(key, (found.get(key) ?? 0) + 1 / draws.length);
  }
  return found;
}
