import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { testNewest } from '../../lib/drift/cohort.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { makeRun } from '../drift/detector-runs.ts';
import { freeText } from '../drift/simulated.ts';
import { type Endpoint, nulls, regimes } from './null-endpoints.ts';
import { size } from './size.ts';

const baselineRuns = 24;
const thresholds = [20, 100, 365];
const looks = [28, 60, 92];
const epochs = 40 * size;

/** Answers that branch again and again, so that the model of the next unit has much to say; one golden. */
const branching: Endpoint = (random) => (run) =>
  makeRun(run, { goldens: 1, repetitions: 4 }, () => freeText(5 + Math.floor(4 * random()), random, 3));

/**
 * Both tests together, each at its share of the level, as an endpoint is judged in life. Looks that are 32 runs apart share the
 * older runs, so epochs are what is counted.
 */
it.each([
  ['branching answers of one golden', branching],
  ['load regimes', regimes({ goldens: 4, repetitions: 2 })],
  ['heavy ties', nulls['heavy ties: two answers, rarely the second'] as Endpoint],
])('an alarm is as rare as its threshold says, at 20, 100 and 365: %s', { timeout: 600_000 }, (name, endpoint) => {
  const random = seededRandom(`levels ${name}`);
  const found = thresholds.map(() => new Array<number>(epochs).fill(0));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const settings = { threshold: 20, baselineRuns, trustBaseline: true, learnOnly: true, salt: `${name} ${epoch}` };
    const next = endpoint(random);
    let state = newDetector();
    for (let run = 1; run <= (looks.at(-1) as number); run++) {
      state = observe(state, next(run - 1), settings).state;
      const cohort = state.cohorts[0];
      if (!looks.includes(run) || cohort?.kind !== 'armed') continue;
      thresholds.forEach((threshold, i) => {
        const options = { level: 1 / threshold, groups: ['text'] as const, seed: `${name} ${epoch} ${run}` };
        const counts = found[i] as number[];
        if (testNewest(cohort, options)?.test.isAlarm === true) counts[epoch] = (counts[epoch] as number) + 1;
      });
    }
  }
  thresholds.forEach((threshold, i) => {
    const alarms = (found[i] as number[]).reduce((sum, count) => sum + count, 0);
    const promised = (epochs * looks.length) / threshold;
    console.log(
      `${name}, threshold ${threshold}: ${alarms} alarms in ${epochs * looks.length} looks, promised ${promised.toFixed(2)}`,
    );
    // Counts in clusters of three at most: twice Poisson's variance; four deviations fail by chance under 1 in 1,000.
    expect(alarms).toBeLessThanOrEqual(promised + 4 * Math.sqrt(2 * promised));
  });
});
