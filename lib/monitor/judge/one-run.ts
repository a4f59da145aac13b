import type { Fact, OneRunFact } from '../../domain/verdict/evidence.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/**
 * What one run did that no earlier one came near, as facts that people are told: at once, and not again by the next run that
 * does the same, nor while drift is told of. Expectations are not named: their names may quote what a customer expects.
 */
export function oneRunFactsOf(run: string, found: readonly OneRunFact[], previous: Judgement | undefined): Fact[] {
  if (previous?.verdict.kind === 'drift-detected') return [];
  const told = new Set((previous?.evidence.oneRunFacts ?? []).map(({ kind, name }) => `${kind} ${name}`));
  return found
    .filter(({ kind, name }) => !told.has(`${kind} ${name}`))
    .map(({ kind, name, count, draws, nearest }): Fact => {
      const what = kind === 'expectation' ? 'fail an expectation' : `have ${name}`;
      return {
        kind: 'one-run',
        was: [`${nearest.count} of ${nearest.draws} answers ${what} in the nearest of ${nearest.runs} runs`],
        now: `${count} of ${draws} answers ${what} in this one`,
        runs: [run],
        requests: draws,
        trust: 'strong',
      };
    });
}
