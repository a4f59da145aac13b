import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { encodeDetector } from '../../lib/drift/detector-codec.ts';
import { newDetector } from '../../lib/drift/detector-state.ts';
import { learn, makeRuns, settings } from '../drift/detector-runs.ts';
import { freeText } from '../drift/simulated.ts';

describe('the size of a stored detector', { timeout: 120_000 }, () => {
  it('is under 2 MB for 20 goldens of 2 draws, and stays where it is', () => {
    const random = seededRandom('size');
    const judging = { ...settings, baselineRuns: 24, learnOnly: true };
    const next = (from: number, until: number) =>
      makeRuns(from, until, { goldens: 20, repetitions: 2 }, () => freeText(80, random, 2000));
    const full = learn(next(0, 320), newDetector(), judging);
    const bytes = encodeDetector({ epoch: 1, state: full }).length;
    const later = encodeDetector({ epoch: 1, state: learn(next(320, 400), full, judging) }).length;
    console.log(`stored detector: ${bytes} bytes after 320 runs, ${later} after 400`);
    expect(Math.max(bytes, later)).toBeLessThan(2e6);
    // New words keep coming, and none may be kept for ever.
    expect(later).toBeLessThan(1.05 * bytes);
  });
});
