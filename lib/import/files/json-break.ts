import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';

/** The first mistake, thrown out of a visit, which goes on to the end otherwise. */
class Mistake extends Error {
  readonly code: string;
  readonly offset: number;
  readonly length: number;

  constructor(code: ParseErrorCode, offset: number, length: number) {
    super();
    this.code = printParseErrorCode(code);
    this.offset = offset;
    this.length = length;
  }
}

/**
 * Where a text stops being JSON, in characters from 0 on: `JSON.parse` tells that for some mistakes only, and quotes the
 * text for the others. The length of the text where it only ends too early; undefined where nobody can tell, as in lists
 * that are nested thousands of times.
 */
export function jsonBreak(text: string): number | undefined {
  try {
    visit(
      text,
      {
        onError(code, offset, length) {
          throw new Mistake(code, offset, length);
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
    return text.length;
  } catch (error) {
    if (!(error instanceof Mistake)) return undefined; // RangeError: it descends by recursion
    return isCut(text, error) ? text.length : error.offset;
  }
}

/** Whether the end of the text cuts off a token, or comes where another one should. */
function isCut(text: string, { code, offset, length }: Mistake): boolean {
  if (offset >= text.trimEnd().length) return true;
  if (offset + length < text.length) return false;
  if (code === 'UnexpectedEndOfString' || code === 'UnexpectedEndOfNumber') return true;
  const word = text.slice(offset);
  return word !== '' && ['true', 'false', 'null', '-0'].some((whole) => whole.startsWith(word));
}
