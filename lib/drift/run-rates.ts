import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { RunRate } from '../domain/verdict/evidence.ts';
import { countProperties, expectationPrefix } from './rate-changes.ts';

/** How often each expectation failed, and each property occurred, in one run: for plots over time. */
export function runRates(run: ObservedRun): readonly RunRate[] {
  return [...countProperties([run])].map(([name, { count, draws }]) =>
    name.startsWith(expectationPrefix)
      ? { name: name.slice(expectationPrefix.length), kind: 'expectation', count, draws }
      : { name, kind: 'property', count, draws },
  );
}
