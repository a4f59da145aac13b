import { ConfigError } from '../domain/errors.ts';
import type { Expectation } from '../domain/golden/expectation.ts';
import { compileExpectations } from './expectations.ts';

export interface ExpectationProblem {
  readonly index: number;
  /** Key of the expectation that is wrong. */
  readonly key: string;
  readonly what: string;
}

/** Expectations that satisfy their schema and can still never be asked: a pattern or a JSON Schema that is none. */
export function expectationProblems(expectations: readonly Expectation[]): ExpectationProblem[] {
  return expectations.flatMap((expectation, index) => {
    if (expectation.kind === 'length') return lengthProblem(expectation, index);
    try {
      compileExpectations([expectation]);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const reason = lowerFirst(error.problems[0]?.what ?? '');
      return expectation.kind === 'matches'
        ? { index, key: 'pattern', what: reason }
        : { index, key: 'schema', what: `expected a JSON Schema: ${reason}` };
    }
  });
}

function lengthProblem(
  { minCharacters = 0, maxCharacters = Number.POSITIVE_INFINITY }: Extract<Expectation, { kind: 'length' }>,
  index: number,
): ExpectationProblem[] {
  if (minCharacters <= maxCharacters) return [];
  return [
    { index, key: 'maxCharacters', what: `expected at least minCharacters (${minCharacters}), got ${maxCharacters}` },
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
