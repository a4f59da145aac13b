import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { newDetector, observe } from '../../lib/drift/detector.ts';
import { watch } from '../drift/detector-runs.ts';
import { clusters, nulls, regimes } from './null-endpoints.ts';

const baselineRuns = 24;
const threshold = 20;
const shape = { epochs: 30, runs: 60 };
const settings = { threshold, baselineRuns, trustBaseline: true };

function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** Alarming runs of an endpoint that never changes, each test for itself: what the proof is about. */
function alarmsOf(next: (run: number) => ObservedRun, salt: string): number {
  let state = newDetector();
  let alarms = 0;
  for (let run = 0; run < baselineRuns + shape.runs; run++) {
    const observation = observe(state, next(run), { ...settings, salt });
    state = observation.state;
    if (observation.leading?.of.test.isAlarm === true) alarms++;
  }
  return alarms;
}

/** A golden fails for good, another is edited, a third fails at random. */
const comeAndGo = (random: () => number) => {
  const next = regimes({ goldens: 6, repetitions: 2 })(random);
  return (run: number): ObservedRun => {
    const made = next(run);
    const goldens = [...made.goldens].flatMap(([golden, draws]): [string, typeof draws][] => {
      if (golden === 'golden-0' && run >= 30) return [];
      if (golden === 'golden-2' && random() < 0.2) return [];
      return [[golden === 'golden-1' && run >= 40 ? 'golden-1@2' : golden, draws]];
    });
    return { ...made, goldens: new Map(goldens) };
  };
};

describe.each([...Object.entries(nulls), ['goldens that come and go', comeAndGo] as const])(
  'an endpoint that never changes: %s',
  (name, endpoint) => {
    it('alarms no more often than promised, run by run and in incidents', () => {
      const random = seededRandom(name);
      const runs = meanOf(Array.from({ length: shape.epochs }, (_, i) => alarmsOf(endpoint(random), `${name} ${i}`)));
      const promised = shape.runs / threshold;
      console.log(`${name}: ${runs.mean.toFixed(2)} alarming runs an epoch, promised ${promised.toFixed(2)}`);
      // The mean and four standard errors: fails by chance under 1 in 10,000.
      expect(runs.mean).toBeLessThan(promised + 4 * runs.error);
    });
  },
);

describe('the whole judge on an endpoint that never changes', () => {
  it('opens at most as many false incidents as promised', () => {
    const random = seededRandom('judge');
    const incidents = Array.from({ length: 30 }, (_, i) => {
      const next = clusters({ goldens: 2, repetitions: 5 })(random);
      const runs = Array.from({ length: baselineRuns + shape.runs }, (_, run) => next(run));
      const { steps } = watch(runs, { judging: { ...settings, effectFloor: 0, salt: `judge ${i}` } });
      const open = steps.map(({ decision }) => decision.verdict.kind === 'drift-detected');
      return open.filter((isOpen, run) => isOpen && !open[run - 1]).length;
    });
    const { mean, error } = meanOf(incidents);
    console.log(`judge: ${mean.toFixed(2)} false incidents an epoch, promised ${shape.runs / threshold}`);
    expect(mean).toBeLessThan(shape.runs / threshold + 4 * error);
  });
});
