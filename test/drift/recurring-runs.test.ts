import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { marksForAlarm } from '../../lib/drift/recurring-runs.ts';
import { type Answer, makeRuns, settings, watch } from './detector-runs.ts';
import { choose, draw } from './simulated.ts';

const size = { goldens: 6, repetitions: 3 };

/** Answers of which 2 % are refusals, and nearly all in some runs. */
function refusingIn(bad: readonly number[], seed: string): Answer {
  const random = seededRandom(seed);
  return (golden, run) =>
    random() < (bad.includes(run) ? 0.9 : 0.02)
      ? draw("I can't help with that.", { properties: { refusal: 1, stop: 1 } })
      : draw(`${choose(['yes', 'well, yes', 'no'], [0.5, 0.3, 0.2], random)} ${golden}`, {
          properties: { refusal: 0, stop: 1 },
        });
}

const judging = { ...settings, threshold: 8760, baselineRuns: 24, trustBaseline: true };

function detectedIn(bad: readonly number[], runs: number, seed = 'sticky'): number[] {
  const { steps } = watch(makeRuns(0, runs, size, refusingIn(bad, seed)), { judging });
  return steps.flatMap(({ decision }, run) => (decision.verdict.kind === 'drift-detected' ? [run] : []));
}

describe('a change that reaches only some runs', { timeout: 60_000 }, () => {
  it('alarms with the third of them, however far apart, and goes on while they come', () => {
    const bad = [30, 36, 45, 49, 56];
    const detected = detectedIn(bad, 60);
    expect(detected[0]).toBe(45);
    expect(detected).toHaveLength(15);
  });

  it('is none where it is one run, or two', () => {
    expect(detectedIn([30, 40], 50)).toEqual([]);
  });

  it('is none where the baseline has such runs: they are references', () => {
    expect(detectedIn([10, 30, 36, 42], 46)).toEqual([]);
  });

  it('asks for more runs, the larger the threshold', () => {
    expect([20, 365, 8760, 26_280, 876_000].map(marksForAlarm)).toEqual([3, 3, 3, 4, 5]);
  });
});
