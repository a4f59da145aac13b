import { type Random, shuffleInPlace } from '../../domain/random.ts';
import { words } from './words.ts';

/** A prompt that may be sharp. */
export interface Candidate {
  readonly text: string;
  /** The golden whose prompt it is, or begins. */
  readonly from?: string;
}

/** A golden's prompt, and how undecided the stored answers to it are at their beginning. */
export interface KnownPrompt {
  readonly golden: string;
  readonly text: string;
  /** Share of stored answers that do not begin like most; 0 where nothing is stored. */
  readonly parted: number;
}

/** Longest prompt that is tried, in characters: some thirty tokens. */
export const longestPrompt = 120;

/** Prompts a golden gives beside its whole one. */
const cutsPerGolden = 6;

/**
 * Prompts near the user's task: those of goldens if they are short, and their beginnings, cut between words, so that what
 * moves is near the task. Goldens whose stored answers part early come first, and one cut of each before the second of any.
 */
export function promptsOfGoldens(known: readonly KnownPrompt[]): Candidate[] {
  const inOrder = [...known].sort((a, b) => b.parted - a.parted || (a.golden < b.golden ? -1 : 1));
  const each = inOrder.map(({ golden, text }) =>
    beginnings(text).map((cut): Candidate => ({ text: cut, from: golden })),
  );
  const most = Math.max(0, ...each.map(({ length }) => length));
  const turns = Array.from({ length: most }, (_, i) => each.flatMap((cuts) => cuts.slice(i, i + 1)));
  return distinct(turns.flat());
}

/** The text if it is short, then beginnings of it, evenly apart. */
function beginnings(text: string): string[] {
  const whole = text.trim();
  const ends = [...whole.matchAll(/\s+/g)].map(({ index }) => index).filter((end) => end > 0 && end <= longestPrompt);
  const chosen = ends.filter((_, i) => i % Math.max(1, Math.ceil(ends.length / cutsPerGolden)) === 0);
  return [...(whole.length <= longestPrompt ? [whole] : []), ...chosen.map((end) => whole.slice(0, end))];
}

/** Prompts of a word or two that stand in no golden. Equal randomness gives equal prompts. */
export function madeUpPrompts(howMany: number, random: Random): Candidate[] {
  const word = () => words[Math.floor(random() * words.length)] as string;
  const forms = [
    () => word(),
    () => `${word()} ${word()}`,
    () => `${word()} or ${word()}?`,
    () => `${word()}, ${word()},`,
    () => `A ${word()} is`,
    () => `${Math.floor(random() * 90) + 10} ${word()}`,
  ];
  const made: Candidate[] = shuffleInPlace([...words], random)
    .slice(0, Math.ceil(howMany / forms.length))
    .map((text) => ({ text }));
  while (made.length < howMany) made.push({ text: (forms[made.length % forms.length] as () => string)() });
  return distinct(made);
}

/** The candidates whose texts stand nowhere before. */
export function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ text }) => !seen.has(text) && seen.add(text) !== undefined);
}
