import { answerText } from '../domain/run/answer-text.ts';
import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { AnswerShares } from '../domain/verdict/explanation.ts';

/** Goldens and answers that are kept, characters of each, and of a beginning that all of them share. */
const most = { goldens: 5, answers: 6, characters: 120, shared: 40 };
/** Answers are said to begin alike by so many characters. */
const beginning = 24;
/** Where the kept answers are fewer than this share of all, they do not show how answers are distributed. */
const leastShown = 0.3;

/**
 * How the answers to the goldens that moved most are distributed before and since: the commonest ones whole, or by how they
 * begin where hardly any comes twice; no entry for a golden whose answers begin differently every time.
 *
 * @param goldens most moved first.
 */
export function answerShares(
  goldens: readonly string[],
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
): AnswerShares[] {
  return goldens.slice(0, most.goldens).flatMap((golden): AnswerShares[] => {
    const [was, is] = [answersTo(golden, before), answersTo(golden, after)];
    if (was.length === 0 || is.length === 0) return [];
    const draws = { before: was.length, since: is.length };
    for (const like of ['answer', 'beginning'] as const) {
      const key = (text: string) => (like === 'answer' ? text : text.slice(0, beginning));
      const answers = commonest(was.map(key), is.map(key));
      const shown = answers.reduce((sum, one) => sum + one.before / draws.before + one.since / draws.since, 0) / 2;
      if (shown >= leastShown) return [{ golden, like, draws, answers: cutAll(answers) }];
    }
    return [];
  });
}

type Counted = AnswerShares['answers'][number];

/** By the larger of both shares, most first; what came once in all shows nothing. */
function commonest(was: readonly string[], is: readonly string[]): Counted[] {
  const counts = new Map<string, { before: number; since: number }>();
  const add = (text: string, side: 'before' | 'since') => {
    const entry = counts.get(text) ?? { before: 0, since: 0 };
    entry[side]++;
    counts.set(text, entry);
  };
  for (const text of was) add(text, 'before');
  for (const text of is) add(text, 'since');
  const share = ({ before, since }: Counted) => Math.max(before / was.length, since / is.length);
  return [...counts]
    .map(([text, both]) => ({ text, ...both }))
    .filter(({ before, since }) => before + since > 1)
    .sort((a, b) => share(b) - share(a))
    .slice(0, most.answers);
}

/** Cut to what tells them apart: a long beginning that all of them share is left out but for its end. */
function cutAll(answers: readonly Counted[]): Counted[] {
  const [first, ...others] = answers.map(({ text }) => text);
  if (first === undefined) return [];
  let common = others.length === 0 ? 0 : first.length;
  for (const text of others) while (!text.startsWith(first.slice(0, common))) common--;
  const from = common > most.shared ? common - most.shared / 2 : 0;
  const cut = (text: string) => [...text.slice(from, from + 2 * most.characters)].slice(0, most.characters).join('');
  return answers.map((answer) => ({ ...answer, text: `${from > 0 ? '…' : ''}${cut(answer.text)}`.toWellFormed() }));
}

function answersTo(golden: string, runs: readonly ObservedRun[]): string[] {
  return runs.flatMap(({ goldens }) => (goldens.get(golden) ?? []).map((draw: Draw) => answerText(draw)));
}
