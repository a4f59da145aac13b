/**
 * Parses text that is one JSON object or array and nothing else, white space around it aside; `undefined` for anything
 * else. A bare number, word or quoted string is JSON too but says nothing about an answer that was to be structured
 * ("42" is an answer to a sum), and a fenced block is not JSON to the program that reads it: both are `undefined`.
 *
 * Cost: prose is turned away by its first and last character; only text in braces or brackets is parsed.
 */
export function parseStructured(text: string): unknown {
  const first = edgeCharacter(text, 0, 1);
  const last = edgeCharacter(text, text.length - 1, -1);
  const enclosed = (first === '{' && last === '}') || (first === '[' && last === ']');
  return enclosed ? parseJson(text) : undefined;
}

/** Any JSON value; `undefined`, which no JSON text stands for, where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first character from `start` on in direction `step` that is not JSON white space. */
function edgeCharacter(text: string, start: number, step: 1 | -1): string | undefined {
  let i = start;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\t' || text[i] === '\r') i += step;
  return text[i];
}
