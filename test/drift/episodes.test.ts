import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { episodesIn } from '../../lib/drift/episodes.ts';

/** Scores of runs in which noise stays as it is for so many runs on average. */
function groupsOf(runs: number, lasting: number, seed: string) {
  const random = seededRandom(seed);
  let level = 0;
  const scores = Float64Array.from({ length: runs }, () => {
    if (random() < 1 / lasting) level = 3 * random() - 1.5;
    return level + random() - 0.5;
  });
  return [{ kind: 'scores', name: 'score', prior: 1, scores, twoSided: true, windows: [1] } as const];
}

const numbers = (runs: number) => Array.from({ length: runs }, (_, i) => i + 1);

describe('episodes of noise', () => {
  it('are seen where neighbours are alike, and longer ones ask for runs that are further apart', () => {
    const apart = [4, 40].map((lasting) => episodesIn(groupsOf(120, lasting, 'long'), numbers(120), seededRandom('a')));
    expect(apart[0]).toBeGreaterThanOrEqual(4);
    expect(apart[1]).toBe(12);
  });

  it('are none where runs are exchangeable, but once in 200 times', () => {
    const random = seededRandom('none');
    const found = Array.from({ length: 300 }, (_, i) => episodesIn(groupsOf(40, 1, `none ${i}`), numbers(40), random));
    // Poisson with mean 1.5: 9 or more have a chance under 1 in 10,000.
    expect(found.filter((apart) => apart !== undefined).length).toBeLessThan(9);
  });

  it('cannot be told from a few runs, or from runs that are far from each other', () => {
    const alike = groupsOf(40, 40, 'far');
    expect(
      episodesIn(
        alike,
        numbers(40).map((number) => 3 * number),
        seededRandom('far'),
      ),
    ).toBeUndefined();
  });
});
