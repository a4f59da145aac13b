import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { oneRunFacts } from '../../lib/drift/one-run-facts.ts';
import type { RecentRun } from '../../lib/drift/recent-run.ts';
import { marksOf, recurringRuns, referencesIn } from '../../lib/drift/recurring-runs.ts';
import { runRate } from './null-endpoints.ts';

const [learned, runs, threshold] = [24, 20_000, 8760];

/** Marked runs and alarms in a life in which the share of refusals varies from run to run, and never changes. */
function marked(mean: number, correlation: number, draws: number): { readonly marks: number; readonly alarms: number } {
  const random = seededRandom(`${mean} ${correlation} ${draws}`);
  let recent: readonly RecentRun[] = [];
  let [marks, alarms] = [0, 0];
  for (let number = 1; number <= runs; number++) {
    const rate = runRate(mean, correlation, random);
    let count = 0;
    for (let draw = 0; draw < draws; draw++) if (random() < rate) count++;
    const rates = [{ name: 'refusal', kind: 'property' as const, count, draws }];
    const found = number <= learned ? [] : marksOf(oneRunFacts(rates, referencesIn(recent)));
    recent = [...recent, { run: `${number}`, at: '', number, rates, marks: found }].slice(-64);
    marks += found.length;
    if (recurringRuns(recent, threshold) !== undefined) {
      alarms++;
      recent = recent.map((run) => ({ ...run, marks: [] })); // a false alarm: its runs are references from then on
    }
  }
  return { marks, alarms };
}

describe('runs that no reference comes near, at an endpoint that never changes', () => {
  it.each([
    [0.02, 0.05, 24],
    [0.02, 0.05, 128],
    [0.02, 0.2, 24],
    [0.02, 0.2, 128],
    [0.1, 0.1, 48],
    [0.2, 0.2, 24],
    [0.2, 0.2, 128],
  ])(
    'are rarer than assumed: mean rate %f, intraclass correlation %f, %i answers a run',
    (mean, correlation, draws) => {
      const { marks, alarms } = marked(mean, correlation, draws);
      console.log(
        `${marks} of ${runs} runs are marked, ${alarms} alarms; mean ${mean}, correlation ${correlation}, ${draws} answers`,
      );
      // Assumed is 1 in 1,000. 20 marks are expected at most; 4 standard deviations of a Poisson variable above that.
      expect(marks).toBeLessThan(38);
      expect(alarms).toBe(0);
    },
    120_000,
  );
});
