import type { Judgement } from '../../domain/verdict/judgement.ts';
import { percent } from '../words/format.ts';
import { movedWords, needsMoved } from '../words/moved-words.ts';
import { publicRateName, rateName } from '../words/rate-words.ts';
import { rateSentence, toldRates } from '../words/told-rates.ts';

/**
 * The largest number of a change, as a sentence for a headline: what fails, then what refuses or calls tools, then how many
 * answers are not what they were, then what else moved. Nothing where nothing is known.
 *
 * @param isPublic leaves out what a golden expects, for messages that leave the project.
 */
export function headlineNumber(
  { explanation, evidence }: Pick<Judgement, 'explanation' | 'evidence'>,
  isPublic = false,
): string {
  if (explanation === undefined) return '';
  const { failing, properties } = toldRates(explanation.rates);
  const rate = failing[0] ?? properties.find(({ name }) => name !== 'stop');
  if (rate !== undefined) return rateSentence(rate, isPublic ? publicRateName(rate) : rateName(rate));
  const { effect } = explanation;
  if (effect !== undefined && effect.low > 0)
    return `about ${percent(effect.estimate)} of answers are not what the baseline would have given`;
  if (!needsMoved(explanation)) return '';
  const [moved] = movedWords(explanation, evidence.channels, 1);
  return moved === undefined ? '' : `no answer is shown to differ; ${moved}`;
}
