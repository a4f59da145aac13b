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

/**
 * How often each expectation of each golden failed in one run, golden by golden: which one fails which is lost in a pooled
 * rate. Properties are kept pooled only; of those, `explain` looks at every golden by itself.
 */
export function runRatesByGolden(run: ObservedRun): readonly RunRate[] {
  return [...run.goldens].flatMap(([golden, draws]) =>
    runRates({ ...run, goldens: new Map([[golden, draws]]) })
      .filter(({ kind }) => kind === 'expectation')
      .map((rate) => ({ ...rate, golden })),
  );
}
