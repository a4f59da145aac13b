import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import type { ObservedRun } from '../../lib/domain/run/observed-run.ts';
import { testNewest } from '../../lib/drift/cohort.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
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

/** Runs after which the test is looked at: just armed, grown, and long after. */
const looks = [26, 45, 84];
const looked = { epochs: 100, level: 0.2 };

/**
 * In how many of the looks at one epoch the newest runs stand out. Each look is one test of its own, which is what the proof is
 * about; alarms of neighbouring runs come in clusters, and would take thousands of epochs to be counted as precisely. All
 * windows are tested at the whole level: the sum of two tests at shares of it would hide a small excess.
 */
function looksThatStandOut(next: (run: number) => ObservedRun, salt: string, at: readonly number[]): number {
  let state = newDetector();
  let found = 0;
  for (let run = 1; run <= (at.at(-1) as number); run++) {
    state = observe(state, next(run - 1), { ...settings, salt, learnOnly: true }).state;
    const cohort = state.cohorts[0];
    if (!at.includes(run) || cohort?.kind !== 'armed') continue;
    const options = { level: looked.level, groups: ['text', 'logprobs'] as const, seed: `${salt} ${run}`, draws: 99 };
    if (testNewest(cohort, options)?.test.isAlarm === true) found++;
  }
  return found;
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
    it('alarms at a run as often as its level says, early and late', { timeout: 600_000 }, () => {
      const random = seededRandom(name);
      const epochs = Array.from({ length: looked.epochs }, (_, i) =>
        looksThatStandOut(endpoint(random), `${name} ${i}`, looks),
      );
      const { mean, error } = meanOf(epochs);
      const promised = looks.length * looked.level;
      console.log(`${name}: ${mean.toFixed(3)} of ${looks.length} looks stand out, promised ${promised.toFixed(3)}`);
      // Four standard errors: fails by chance under 1 in 10,000; a level of 0.32 instead of 0.2 would mostly fail.
      expect(mean).toBeLessThan(promised + 4 * error);
    });
  },
);

describe('an endpoint that never changes, long after its pool is full', () => {
  it('alarms at a run as often as its level says', { timeout: 600_000 }, () => {
    const random = seededRandom('long');
    const at = [200, 230, 260];
    const epochs = Array.from({ length: 24 }, (_, i) =>
      looksThatStandOut(regimes({ goldens: 2, repetitions: 1 })(random), `long ${i}`, at),
    );
    const { mean, error } = meanOf(epochs);
    console.log(`after 200 to 260 runs: ${mean.toFixed(3)} of ${at.length} looks stand out, promised 0.6`);
    expect(mean).toBeLessThan(at.length * looked.level + 4 * error);
  });
});

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
