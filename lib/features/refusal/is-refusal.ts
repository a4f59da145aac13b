import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { japanese } from './japanese.ts';
import type { RefusalWords } from './language.ts';
import { otherLanguages } from './other-languages.ts';
import { portuguese } from './portuguese.ts';
import { readOpening } from './read-opening.ts';
import { russian } from './russian.ts';
import { spanish } from './spanish.ts';

const han = [chinese, japanese, ...otherLanguages.filter(({ language }) => language === 'Korean')];
const latin = [
  english,
  german,
  french,
  spanish,
  portuguese,
  ...otherLanguages.filter(({ language }) => language !== 'Korean'),
];

/**
 * Whether an answer opens with a refusal: the *speaker* cannot, may not or will not do what an assistant is asked to do.
 * A business that denies its customer something ("we cannot offer returns after 30 days", "I can't cancel order 4711") is
 * none, however sorry it is.
 *
 * Made for English, German, French, Spanish, Portuguese, Chinese, Japanese and Russian; in each the aim is to miss at most
 * 20 % of refusals and to take at most 5 % of denials for one (docs/decisions.md says what was measured). The most usual
 * forms of Italian, Dutch and Korean are known. Apostrophes, accents, Markdown, quotes around it all and what is polite before
 * it do not matter.
 *
 * Made for *rates that may change*, not for judging one answer. Known limits: only the first three sentences are looked
 * at; a refusal that is only a question back, or only silence about what was asked, is missed; an assistant that refuses a
 * request about orders, bookings or prices sounds like a business; a story that begins with such a sentence counts.
 *
 * Cost: the first 600 characters only, about 20 µs; the first calls of a process also compile the words, which takes
 * up to 200 ms for the languages that a sentence might be in.
 */
export function isRefusal(text: string): boolean {
  return readOpening(text).some((sentence) =>
    wordsFor(sentence).some((words) => words.hint?.test(sentence) !== false && refuses(sentence, words)),
  );
}

function wordsFor(sentence: string): readonly RefusalWords[] {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(sentence))
    return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sentence) ? [japanese] : han;
  return /\p{Script=Cyrillic}/u.test(sentence) ? [russian] : latin;
}

function refuses(sentence: string, words: RefusalWords): boolean {
  return (
    isMeant(words.refuses.exec(sentence), sentence, words) ||
    isMeant(words.cannot.exec(sentence), sentence, words, words)
  );
}

/** Whether what was found is the speaker's own refusal, and of a request rather than of a customer. */
function isMeant(match: RegExpExecArray | null, sentence: string, words: RefusalWords, open?: RefusalWords): boolean {
  if (match === null || !isSaidBySpeaker(sentence.slice(0, match.index), sentence, words)) return false;
  const clause = clauseAround(sentence, match, words);
  if (words.innocent.test(clause)) return false;
  if (words.regardless.test(clause)) return true;
  if (words.business.test(clause)) return false;
  return open === undefined || (open.refers.test(clause) && !open.ordinary.test(clause));
}

/** After a colon, or before "said the dragon", somebody else may speak. */
function isSaidBySpeaker(before: string, sentence: string, { firstPerson }: RefusalWords): boolean {
  const colon = before.lastIndexOf(':');
  const introduction = before.slice(0, Math.max(colon, 0));
  if (colon >= 0 && (speech.test(introduction) || !firstPerson.test(introduction))) return false;
  return !/, (?:said|says|replied|whispered|he |she |sagte|dit |dijo|disse|сказал)/u.test(sentence);
}

const speech =
  /(?:said|says|replied|answered|wrote|sagte|antwortete|dit|repondit|dijo|respondio|disse|respondeu|сказал\p{L}*|ответил\p{L}*|说|說|道|言った)$/u;

/** The part of a sentence around what was found, up to the next turn on either side: business beyond it is beside the point. */
function clauseAround(sentence: string, found: RegExpExecArray, { turn }: RefusalWords): string {
  const start = found.index;
  const end = start + found[0].length;
  let from = 0;
  let to = sentence.length;
  for (const { index, 0: word } of sentence.matchAll(turn)) {
    if (index + word.length <= start) from = index + word.length;
    else if (index >= end) {
      to = index;
      break;
    }
  }
  return sentence.slice(from, to);
}
