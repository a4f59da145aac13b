import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { type Decision, decide, suspectedChange } from '../../lib/drift/decide.ts';
import { observe } from '../../lib/drift/detector.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { choose, simulateRuns } from './simulated.ts';

const settings = { threshold: 8760, baselineRuns: 24, salt: 'test', effectFloor: 0 };
const effect = { estimate: 0.3, low: 0.2, high: 0.4 };
const answers = ['yes', 'well, yes', 'perhaps', 'no'];

/** Verdicts of 24 baseline runs, 6 quiet ones, and then of what `after` says of each later run. */
function verdicts(later: number, after: (run: number) => readonly number[], seed: string): Decision['verdict'][] {
  const random = seededRandom(seed);
  const before = [0.6, 0.3, 0.08, 0.02];
  const runs = simulateRuns(30 + later, { goldens: 8, repetitions: 3 }, (golden, run) => {
    return `${golden}: ${choose(answers, run < 30 ? before : after(run - 30), random)}`;
  });
  let state = newDetector();
  return runs.map((run) => {
    const observation = observe(state, run, settings);
    const size = suspectedChange(observation) === undefined ? undefined : effect;
    const decision = decide(observation, { planned: 24, completed: 24 }, settings, size);
    state = decision.state;
    return decision.verdict;
  });
}

const changed = [0.02, 0.08, 0.3, 0.6];
const usual = [0.6, 0.3, 0.08, 0.02];
const seeds = ['seed 0'];

describe('drift in progress', () => {
  it('is drift for as long as the change lasts: the runs that raised the alarm are not learned as normal', () => {
    for (const seed of seeds) {
      const kinds = verdicts(36, () => changed, seed).map(({ kind }) => kind);
      const first = kinds.indexOf('drift-detected');
      expect(first).toBeGreaterThanOrEqual(30);
      expect(first).toBeLessThan(42);
      // A changed run ranks above 0.1 with a chance far under 1 in 100, and five in a row would be needed.
      expect(new Set(kinds.slice(first))).toEqual(new Set(['drift-detected']));
    }
  });

  it('is over when what is served came back, once at least three runs in a row say so', () => {
    // A usual run ranks above 0.1 with chance 0.9: that five in a row do not come within 26 runs has a chance under 1e-9.
    for (const seed of seeds) {
      const kinds = verdicts(40, (run) => (run < 14 ? changed : usual), seed).map(({ kind }) => kind);
      expect(kinds[43]).toBe('drift-detected');
      expect(kinds.slice(44, 46)).toEqual(Array(2).fill('drift-detected'));
      expect(kinds.slice(46)).toContain('no-drift-detected');
    }
  });
});
