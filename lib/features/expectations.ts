import { ConfigError, type Problem } from '../domain/errors.ts';
import { type Expectation, expectationName } from '../domain/golden/expectation.ts';
import { type Answer, readAnswer } from './answer.ts';
import { makeQuestion, type Question } from './ask-expectation.ts';

/** An expectation ready to be asked. Names are unique within a golden. */
export interface CompiledExpectation {
  readonly name: string;
  readonly isMet: Question;
}

const compiled = new WeakMap<readonly Expectation[], readonly CompiledExpectation[]>();

/**
 * Makes the expectations of one golden ready to be asked: JSON Schemas and regular expressions are compiled once for
 * each array, by identity, however often this is called with it. A schema takes about a millisecond.
 *
 * @throws {ConfigError} naming every schema and pattern that is not one.
 */
export function compileExpectations(expectations: readonly Expectation[]): readonly CompiledExpectation[] {
  const known = compiled.get(expectations);
  if (known !== undefined) return known;
  const problems: Problem[] = [];
  const ready: CompiledExpectation[] = [];
  for (const [i, { name, expectation }] of giveNames(expectations).entries())
    try {
      ready.push({ name, isMet: makeQuestion(expectation) });
    } catch (error) {
      problems.push({ where: `expectations[${i}] (${name})`, what: (error as Error).message });
    }
  if (problems.length > 0) throw new ConfigError(problems);
  compiled.set(expectations, ready);
  return ready;
}

/** Names of the expectations that an answer fails, in their order; empty for an answer that meets them all. */
export function findFailures(answer: Answer, expectations: readonly Expectation[]): readonly string[] {
  const read = readAnswer(answer);
  return compileExpectations(expectations)
    .filter(({ isMet }) => !isMet(read))
    .map(({ name }) => name);
}

/** Two expectations may have one name ("is JSON" twice); the second is numbered, so that neither hides the other. */
function giveNames(
  expectations: readonly Expectation[],
): { readonly name: string; readonly expectation: Expectation }[] {
  const used = new Map<string, number>();
  return expectations.map((expectation) => {
    const name = expectationName(expectation);
    const times = (used.get(name) ?? 0) + 1;
    used.set(name, times);
    return { name: times === 1 ? name : `${name} (${times})`, expectation };
  });
}
