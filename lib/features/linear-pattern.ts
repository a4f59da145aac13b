import { RE2JS } from 're2js';
import { PatternError, translatePattern } from '../domain/golden/pattern-syntax.ts';

/** A regular expression that needs time linear in the text it is asked about. */
export interface LinearPattern {
  readonly test: (text: string) => boolean;
  /** States of its machine: a character of text costs at most so many steps of about 20 ns, and mostly one. */
  readonly size: number;
}

/**
 * Compiles a JavaScript regular expression for the engine of RE2. Whoever writes a pattern owns it; what it is asked
 * about is written by a model, and a backtracking engine needs exponential time for some of that.
 *
 * @throws {PatternError} saying what is no regular expression, or cannot be matched in linear time.
 *
 * Source: Cox (2007), "Regular expression matching can be simple and fast".
 * @example compilePattern('^(a+)+$').test('a'.repeat(45) + '!') // false, in microseconds
 */
export function compilePattern(pattern: string, flags = ''): LinearPattern {
  const source = translatePattern(pattern, flags);
  try {
    const compiled = RE2JS.compile(source, RE2JS.LOOKBEHINDS | (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0));
    return { test: (text) => compiled.test(text), size: compiled.programSize() };
  } catch (error) {
    throw new PatternError(
      `expected a pattern in the syntax of RE2, which is matched in linear time: ${(error as Error).message}`,
    );
  }
}
