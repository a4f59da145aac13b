import { goldenName } from '../../domain/golden/golden-key.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Explanation, MovedNumber } from '../../domain/verdict/explanation.ts';
import { count } from './format.ts';
import { isClearRate } from './told-rates.ts';

const named = 3;

/**
 * What moved where the answers as a whole are not shown to: probabilities of first tokens and lengths, in how many goldens, in
 * which most and by how much; or else which numbers led.
 */
export function movedWords(
  { moved = [] }: Pick<Explanation, 'moved'>,
  channels: readonly Pick<ChannelEvidence, 'channel' | 'led'>[] = [],
  most = named,
): string[] {
  if (moved.length > 0) return moved.map((number) => movedSentence(number, most));
  const led = channels[0]?.led?.group;
  return led === undefined ? [] : [`${numbersWords(led)}; no golden stands out by itself`];
}

/** Whether an explanation leaves it open what moved: no rate, not the answers as a whole, and no golden of them. */
export function needsMoved({ effect, goldens, rates }: Pick<Explanation, 'effect' | 'goldens' | 'rates'>): boolean {
  const isShown = (effect !== undefined && effect.low > 0) || goldens.some(({ significant }) => significant);
  return !isShown && !rates.some(isClearRate);
}

/** `likeliest first tokens moved in 5 of 16 goldens: sentiment-angry 98.1 % → 91.4 % probable (newest runs 91.2 %), …` */
function movedSentence({ kind, goldens, of, most }: MovedNumber, many: number): string {
  const told = (value: number) => (kind === 'length' ? count(value) : probability(value));
  const numbers = most.slice(0, many).map(({ golden, before, after, newest }) => {
    const now = newest === undefined ? '' : ` (newest runs ${told(newest)})`;
    return `${goldenName(golden)} ${told(before)} → ${told(after)}${now}`;
  });
  const what =
    kind === 'length'
      ? 'lengths of answers, in characters, moved'
      : 'log-probabilities of the likeliest first token moved';
  return `${what} in ${goldens} of ${of} goldens: ${numbers.join(', ')}`;
}

/** With more digits near 0 and 1, where log-probabilities move most visibly. */
function probability(p: number): string {
  if (p > 0.99 && p < 0.99995) return `${(100 * p).toFixed(2)} %`;
  return p < 0.01 ? `${(100 * p).toPrecision(2)} %` : `${(100 * p).toFixed(1)} %`;
}

const leading: Readonly<Record<string, string>> = {
  wording: 'how answers are worded',
  structure: 'how often answers are JSON, refuse, call tools or fail what is expected',
  length: 'how long answers are',
  'odd answers': 'how often answers are odd for their golden: refused, cut off, empty, JSON or not',
  refusals: 'how often answers refuse',
  JSON: 'how often answers are JSON',
  all: 'all numbers of the runs together',
  'all text': 'all numbers about the text together',
  'all logprobs': 'all log-probabilities together',
  rarity: 'how rare the words of answers are',
  'total-length': 'how long answers are, all together',
  'chosen-logprobs': 'log-probabilities of the tokens that were chosen',
  'sparse-chosen-logprobs': 'log-probabilities of the tokens that were chosen, in few goldens',
  alternatives: 'log-probabilities of the likeliest first tokens',
  'sparse-alternatives': 'log-probabilities of the likeliest first tokens, in few goldens',
  'tail-logprob': 'how often improbable tokens are chosen',
  sampling: 'how varied the answers are',
  'some runs': 'a part of the runs',
};

/** What the numbers that led are about, in words. */
export function numbersWords(group: string): string {
  return leading[group] ?? group;
}
