import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import { weightyFacts } from '../../domain/verdict/weighty-facts.ts';
import { changeWords, factReach } from './fact-words.ts';
import { plural } from './format.ts';

/** Goldens whose prompt tokens changed that are told one by one; of more, one line says what they have in common. */
const mostApart = 2;

/**
 * Facts in lines, the weightiest first. Another system prompt or template changes the prompt tokens of every golden:
 * that is one thing, and told as one.
 *
 * @param words a fact that is told by itself.
 */
export function factSentences(facts: readonly Fact[], words: (fact: Fact) => string): string[] {
  const tokens = facts.filter(({ kind }) => kind === 'prompt-tokens');
  const sorted = byWeight(facts);
  if (tokens.length <= mostApart) return sorted.map(words);
  const first = sorted.findIndex(({ kind }) => kind === 'prompt-tokens');
  return sorted.flatMap((fact, i) =>
    fact.kind !== 'prompt-tokens' ? words(fact) : i === first ? together(tokens) : [],
  );
}

/** Those that people are told of come first, the weightiest of them at the top. */
export function byWeight(facts: readonly Fact[]): Fact[] {
  const weighty = weightyFacts(facts);
  return [...weighty, ...facts.filter((fact) => !weighty.includes(fact))];
}

/** `prompt tokens of 16 goldens, each 17 more; e.g. ticket-json: 412 → 429 (64 requests in 2 runs)` */
function together(facts: readonly Fact[]): string {
  const [example] = facts as readonly [Fact];
  const reach = {
    requests: facts.reduce((sum, { requests }) => sum + requests, 0),
    runs: [...new Set(facts.flatMap(({ runs }) => runs))],
  };
  const one = `e.g. ${goldenName(example.golden ?? '')}: ${changeWords(example)}`;
  return `prompt tokens of ${plural(facts.length, 'golden')}${inCommon(facts)}; ${one} (${factReach(reach)})`;
}

/** By how much the newest known count changed, where that is the same everywhere: so much was added to every prompt. */
function inCommon(facts: readonly Fact[]): string {
  const [step = Number.NaN, ...others] = new Set(facts.map(({ was, now }) => Number(now) - Number(was.at(-1))));
  if (others.length > 0 || !Number.isInteger(step)) return '';
  return `, each ${Math.abs(step)} ${step > 0 ? 'more' : 'fewer'}`;
}
