const mostCharacters = 600;
const mostSentences = 3;
/** A refusal is a sentence or two; what comes after so much is an answer that says no to something on its way. */
const mostBefore = 220;

/**
 * The first sentences of an answer, as expressions can be tried on them: in lower case, with plain apostrophes, single
 * spaces and Latin letters without accents, without decoration in front, and without what the answer only quotes.
 *
 * @returns nothing for an answer that is JSON, or has no words.
 */
export function readOpening(text: string): readonly string[] {
  const plain = plainText(text.slice(0, mostCharacters + leadingSpace(text)));
  if (/^\s*[{[](?!\p{L})/u.test(text)) return [];
  const sentences = plain.split(/(?<=[.!?。;\n])(?:\s+|(?<=[。!?;]))/u).filter((sentence) => /\p{L}/u.test(sentence));
  let before = 0;
  const front: string[] = [];
  for (const sentence of sentences.slice(0, mostSentences)) {
    if (before > mostBefore) break;
    front.push(sentence.trim());
    before += sentence.length;
  }
  return front;
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

function plainText(text: string): string {
  return withoutQuotes(
    text
      .normalize('NFKC')
      .replace(/[’‘ʼ`´＇]/g, "'")
      .replace(/[*_#>~|]+/g, ' ')
      .toLowerCase()
      .replace(/ё/g, 'е')
      .normalize('NFD')
      .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
      .normalize('NFC')
      .replace(/œ/g, 'oe')
      .replace(/ß/g, 'ss')
      .replace(/[ \t\r\u00a0]+/g, ' ')
      .replace(/\s*\n\s*/g, '\n')
      .replace(/^[^\p{L}]+/u, ''),
  );
}

/** An answer that is in quotes as a whole is one; quotes inside it are somebody's words. */
function withoutQuotes(text: string): string {
  return text
    .replace(/(?<=\S\s*)(?:"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』)/gu, ' … ')
    .replace(/["“”„«»「」『』]/gu, '');
}
