import { answerText } from '../../domain/run/answer-text.ts';
import type { ToolCall } from '../../domain/run/sample.ts';
import type { DistinctAnswer, DivergencePoint } from '../../domain/verdict/reroll.ts';
import { cutAtDivergence } from '../../drift/examples.ts';

/** An answer and the names of the expectations that it fails. */
export interface CheckedAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly fails: readonly string[];
}

/** The distinct answers, commonest first; of equally common ones, the one that came first. Texts must be equal to the byte. */
export function distinctAnswers(answers: readonly CheckedAnswer[]): DistinctAnswer[] {
  const groups = new Map<string, { readonly answer: CheckedAnswer; draws: number }>();
  for (const answer of answers) {
    const key = answerText(answer);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { answer, draws: 1 });
    else group.draws++;
  }
  return [...groups.values()]
    .sort((a, b) => b.draws - a.draws)
    .map(({ answer, draws }) => ({
      text: answer.text,
      toolCalls: answer.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
      draws,
      share: draws / answers.length,
      fails: [...answer.fails],
    }));
}

/**
 * Where answers part: of all places at which answers leave the commonest one, the first and the one where most leave.
 * `undefined` where all say the same.
 *
 * Cost: one comparison with the commonest answer for each distinct one.
 */
export function divergencePoints(
  distinct: readonly DistinctAnswer[],
): { first: DivergencePoint; widest: DivergencePoint } | undefined {
  const [commonest, ...others] = distinct;
  if (commonest === undefined || others.length === 0) return undefined;
  const trunk = answerText(commonest);
  const places = new Map<number, { share: number; readonly other: string }>();
  for (const answer of others) {
    const text = answerText(answer); // commonest first: the first that leaves at a place stands for the place
    const at = sharedLength(trunk, text);
    const place = places.get(at);
    if (place === undefined) places.set(at, { share: answer.share, other: text });
    else place.share += answer.share;
  }
  const parted = [...places].map(([at, { share, other }]): DivergencePoint => {
    const { commonPrefix, before, after } = cutAtDivergence(trunk, other);
    return { character: [...trunk.slice(0, at)].length, share, commonPrefix, commonest: before, other: after };
  });
  const byPlace = parted.sort((a, b) => a.character - b.character);
  const widest = byPlace.reduce((most, parting) => (parting.share > most.share ? parting : most));
  return { first: byPlace[0] as DivergencePoint, widest };
}

function sharedLength(a: string, b: string): number {
  const shortest = Math.min(a.length, b.length);
  let length = 0;
  while (length < shortest && a[length] === b[length]) length++;
  return length;
}
