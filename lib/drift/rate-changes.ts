import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { RateChange } from '../domain/verdict/explanation.ts';
import { clopperPearson } from '../stats/clopper-pearson.ts';

export const expectationPrefix = 'expectation:';

/**
 * Rates of structured properties and failure rates of expectations before and after, pooled over goldens, with exact
 * 95 % intervals; only those that are not the same on both sides, the clearest change first. A golden counts on a side
 * as often as it was drawn there: sides should have drawn the same goldens about equally often.
 *
 * The intervals take draws for independent. Where runs have something in common they are too narrow.
 */
export function rateChanges(before: readonly ObservedRun[], after: readonly ObservedRun[]): readonly RateChange[] {
  const [was, is] = [countProperties(before), countProperties(after)];
  const names = [...was.keys()].filter((name) => is.has(name));
  return names
    .flatMap((name): RateChange[] => {
      const [past, present] = [was.get(name) as Count, is.get(name) as Count];
      if (past.count / past.draws === present.count / present.draws) return [];
      const isExpectation = name.startsWith(expectationPrefix);
      return [
        {
          name: isExpectation ? name.slice(expectationPrefix.length) : name,
          kind: isExpectation ? 'expectation' : 'property',
          before: { ...clopperPearson(past.count, past.draws), ...past },
          after: { ...clopperPearson(present.count, present.draws), ...present },
        },
      ];
    })
    .sort((a, b) => gap(b) - gap(a));
}

interface Count {
  count: number;
  draws: number;
}

/** How often each property occurred, pooled over runs and goldens. */
export function countProperties(runs: readonly ObservedRun[]): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const { goldens } of runs)
    for (const draws of goldens.values())
      for (const { properties } of draws)
        for (const name in properties) {
          const entry = counts.get(name) ?? { count: 0, draws: 0 };
          entry.count += properties[name] as number;
          entry.draws++;
          counts.set(name, entry);
        }
  return counts;
}

/** Room between the two intervals; negative by as much as they overlap. */
function gap({ before, after }: RateChange): number {
  return Math.max(after.low - before.high, before.low - after.high);
}
