import type { BeforeAfter } from '../domain/explanation.ts';
import type { Draw } from '../domain/observed-run.ts';
import { LikelierAfter } from './likelier-after.ts';
import { growOutputTree } from './output-tree.ts';

/** Characters that are kept of what both share, and of what follows. */
const sharedCharacters = 60;
const followingCharacters = 200;

/**
 * Two answers to one golden that show the change: the one that speaks most for "before" and the one that speaks most
 * for "after", cut around the point where they part. `undefined` where either side has no draws or both say the same.
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
  const [was, is] = [extreme(before, ratios, -1), extreme(after, ratios.slice(before.length), 1)];
  const [wasSaid, isSaid] = [said(was), said(is)];
  if (wasSaid === isSaid) return undefined;
  return { golden, ...cutAtDivergence(wasSaid, isSaid) };
}

/** Cuts two texts where they part, between characters and never inside one. */
export function cutAtDivergence(before: string, after: string): Omit<BeforeAfter, 'golden'> {
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

function extreme(draws: readonly Draw[], ratios: readonly number[], sign: 1 | -1): Draw {
  let best = 0;
  for (let i = 1; i < draws.length; i++) if (sign * (ratios[i] as number) > sign * (ratios[best] as number)) best = i;
  return draws[best] as Draw;
}

function said({ text, toolCalls }: Draw): string {
  return [...(text === '' ? [] : [text]), ...toolCalls.map((call) => `${call.name}(${call.arguments})`)].join('\n');
}
