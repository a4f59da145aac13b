import { ConfigError, type Problem } from '../domain/errors.ts';
import { type Expectation, expectationName } from '../domain/golden/expectation.ts';
import { type Answer, readAnswer } from './answer.ts';
import { makeQuestion, type Question } from './ask-expectation.ts';

/** An expectation ready to be asked. Names are unique within a golden. */
export interface CompiledExpectation {
  readonly name: string;
  readonly isMet: Question;
}

interface Compiled {
  readonly ready: readonly CompiledExpectation[];
  readonly problems: readonly Problem[];
}

const compiled = new WeakMap<readonly Expectation[], Compiled>();

/**
 * Makes the expectations of one golden ready to be asked: JSON Schemas and regular expressions are compiled once for
 * each array, by identity, however often this is called with it. A schema takes about a millisecond.
 *
 * @throws {ConfigError} naming every schema and pattern that is not one.
 */
export function compileExpectations(expectations: readonly Expectation[]): readonly CompiledExpectation[] {
  const { ready, problems } = compileOnce(expectations);
  if (problems.length > 0) throw new ConfigError(problems);
  return ready;
}

/**
 * Those of the expectations that can be asked, for goldens that were stored by a version that took more patterns than
 * this one: what was answered is still judged by everything else. Whoever loads such a golden anew is told what is wrong.
 */
export function askableExpectations(expectations: readonly Expectation[]): readonly CompiledExpectation[] {
  return compileOnce(expectations).ready;
}

function compileOnce(expectations: readonly Expectation[]): Compiled {
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
  const made = { ready, problems };
  compiled.set(expectations, made);
  return made;
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
