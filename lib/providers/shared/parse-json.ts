/**
 * Parses JSON as servers write it. Numbers that JSON does not have (`NaN`, `Infinity`, as Python prints them where a
 * probability is zero) are read as null: one of them in a field that nobody may want must not cost the answer.
 *
 * @throws {SyntaxError} if it is no JSON all the same.
 *
 * Time O(length), twice where the first reading fails.
 */
export function parseJson(text: string): unknown {
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
