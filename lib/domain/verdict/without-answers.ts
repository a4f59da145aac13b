import type { Explanation } from './explanation.ts';
import type { Judgement } from './judgement.ts';

/** What of an explanation shows answers; all the rest are numbers and ids. */
const answersIn: readonly string[] = ['examples', 'answers'];

/** The same judgement without the answers that it shows as examples. Verdict, evidence and effect stay as they are. */
export function withoutAnswers({ explanation, ...judgement }: Judgement): Judgement {
  if (explanation === undefined) return judgement;
  const kept = Object.entries(explanation).filter(([key]) => !answersIn.includes(key));
  return { ...judgement, explanation: { ...(Object.fromEntries(kept) as Explanation), examples: [] } };
}

/** Whether a judgement shows answers. */
export function showsAnswers({ explanation }: Judgement): boolean {
  if (explanation === undefined) return false;
  return Object.entries(explanation).some(([key, value]) => answersIn.includes(key) && (value as unknown[]).length > 0);
}
