/**
 * Parses JSON as servers write it. Numbers that JSON does not have (`NaN`, `Infinity`, as Python prints them where a
 * probability is zero) are read as null: one of them in a field that nobody may want must not cost the answer.
 *
 * @throws {SyntaxError} if it is no JSON all the same, or megabytes of little but brackets: parsed, these take thirty times
 *   their size.
 *
 * Time O(length), twice where the first reading fails.
 */
export function parseJson(text: string): unknown {
  if (text.length > largeText && brackets(text) > text.length / 8) throw new SyntaxError('more brackets than content');
  try {
    return JSON.parse(text);
  } catch (error) {
    const tamed = text.replace(stringOrNoNumber, (found) => (found.startsWith('"') ? found : 'null'));
    if (tamed === text) throw error;
    return JSON.parse(tamed);
  }
}

/** A string, which is to stay as it is, or a number that JSON does not have. */
const stringOrNoNumber = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs;

/** From here on it matters how much a text grows when it is parsed. */
const largeText = 1_000_000;

function brackets(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) count++;
  }
  return count;
}
