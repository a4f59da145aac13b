import type { Sample } from '../domain/run/sample.ts';
import { splitChain } from './split-chain.ts';

/**
 * The answers of a run by the names that verdicts give to goldens: a golden's own, and of chained draws also those of each
 * step (`TREE › NODE`), as samples without what only the whole has. Failed draws stand under the golden.
 */
export function answersByName(samples: readonly Sample[]): ReadonlyMap<string, readonly Sample[]> {
  const byName = new Map<string, Sample[]>();
  const add = (name: string, sample: Sample) => {
    const before = byName.get(name);
    if (before === undefined) byName.set(name, [sample]);
    else before.push(sample);
  };
  for (const sample of samples) {
    add(sample.golden, sample);
    if (sample.error !== undefined) continue;
    for (const step of splitChain(sample, sample.golden)) add(step.key, step.sample);
  }
  return byName;
}
