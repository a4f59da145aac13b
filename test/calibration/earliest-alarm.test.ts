import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { baselineFor, earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { learn, loadedAnswers, makeRun, makeRuns } from '../drift/detector-runs.ts';
import { draw } from '../drift/simulated.ts';

const size = { goldens: 4, repetitions: 2 };
const refusal = () => draw("I can't help with that.", { properties: { refusal: 1 } });
const baselines = [5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 30, 36, 41, 44, 48, 50, 70, 100, 150, 200];
const endpoints = 3;

/** Runs until the grossest change alarms: every answer is a refusal from one run to the next. */
function delay(baseline: number, threshold: number, most: number, endpoint: number): number {
  const seed = `gross ${baseline} ${endpoint}`;
  const settings = { threshold, baselineRuns: baseline, trustBaseline: true, salt: seed, effectFloor: 0 };
  const usual = makeRuns(0, baseline, size, loadedAnswers(seededRandom(seed)));
  let state = learn(usual, newDetector(), { ...settings, learnOnly: true });
  for (let run = 1; run <= most; run++) {
    const observation = observe(state, makeRun(baseline + run - 1, size, refusal), settings);
    if (observation.leading?.of.test.isAlarm === true) return run;
    state = observation.state;
  }
  return Number.POSITIVE_INFINITY;
}

describe('the grossest change', { timeout: 600_000 }, () => {
  it.each([20, 100, 365, 8760])('alarms as early as is stated, at a threshold of %i', (threshold) => {
    const told: string[] = [];
    for (const baseline of baselines) {
      const stated = earliestAlarm(baseline, threshold);
      if (stated === undefined) {
        // Refused: what is needed instead is said.
        expect(earliestAlarm(baselineFor(threshold, 64), threshold)).toBeDefined();
        continue;
      }
      const found = Array.from({ length: endpoints }, (_, i) => delay(baseline, threshold, stated, i));
      told.push(`${baseline}: ${found.join(' ')} of ${stated}`);
      // Everything is seeded; the median leaves room for a baseline that happens to look like the change.
      expect(found.sort((a, b) => a - b)[1], `${baseline} runs learned`).toBeLessThanOrEqual(stated);
    }
    console.log(`threshold ${threshold}: ${told.join(', ')}`);
  });

  it.each([50, 200])('alarms as early as is stated at a threshold of 876,000, with %i runs learned', (baseline) => {
    const stated = earliestAlarm(baseline, 876_000) as number;
    expect(delay(baseline, 876_000, stated, 0)).toBeLessThanOrEqual(stated);
  });
});
