import { PatternError, translatePattern } from './pattern-syntax.ts';

/** What keeps a text from being a regular expression that is matched in linear time; `undefined` for one that is. */
export function patternProblem(text: string): string | undefined {
  try {
    translatePattern(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return error.message;
  }
}

/** Whether a text is a regular expression that is matched in linear time. */
export function isPattern(text: string): boolean {
  return patternProblem(text) === undefined;
}
