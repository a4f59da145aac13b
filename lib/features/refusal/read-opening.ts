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
  const letters = isAscii(text) ? text.toLowerCase() : withoutAccents(text);
  return withoutQuotes(
    letters
      .replace(/([a-z])`([a-z])/g, "$1'$2")
      .replace(/[*_#>~|`]+/g, ' ')
      .replace(/[ \t\r]+/g, ' ')
      .replace(/ ?\n[ \n]*/g, '\n')
      .replace(/^[^\p{L}]+/u, ''),
  );
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ´＇]/g, "'")
    .replace(/ё/g, 'е')
    .normalize('NFD')
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .replace(/œ/g, 'oe')
    .replace(/ß/g, 'ss')
    .replace(/\u00a0/g, ' ');
}

/** An answer that is in quotes as a whole has lost the first of them by now; quotes inside it are somebody's words. */
function withoutQuotes(text: string): string {
  return text
    .replace(/"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』/g, ' … ')
    .replace(/["“”„«»「」『』]/g, '');
}
