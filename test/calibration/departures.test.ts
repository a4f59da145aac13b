import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { loadedAnswers, makeRuns, ranksOf, settings, watch } from '../drift/detector-runs.ts';

const size = { goldens: 6, repetitions: 2 };
const judging = { ...settings, threshold: 365 };

describe('a run that departs from what never varied', () => {
  it.each([
    ['in the calibration set', 40],
    ['while the pool fills', 100],
    ['with a full pool', 190],
  ])('stands out on a noiseless endpoint, %s', (_, unchanged) => {
    const runs = makeRuns(0, unchanged + 6, size, (golden, run) =>
      run >= unchanged && golden < 3 ? 'I cannot help with that.' : `answer ${golden}`,
    );
    const { steps } = watch(runs, { judging });
    const kinds = steps.map(({ decision }) => decision.verdict.kind);
    expect(kinds.slice(0, unchanged)).not.toContain('drift-detected');
    expect(kinds.slice(unchanged).indexOf('drift-detected')).toBeLessThan(3);
  });

  it.each([
    ['in the calibration set', 60],
    ['with a full pool', 190],
  ])('stands out beside goldens that always vary, %s', (_, unchanged) => {
    const noisy = loadedAnswers(seededRandom('beside'));
    const runs = makeRuns(0, unchanged + 8, size, (golden, run, repetition) => {
      const answer = noisy(golden, run, repetition);
      if (golden < 4) return answer;
      return run >= unchanged ? 'another answer' : 'the only answer';
    });
    const { steps } = watch(runs, { judging });
    // The eighth changed run shares the top of 68 with seven others. Eight such ranks in a row have a chance of 4e-8 while
    // nothing changed.
    for (const rank of ranksOf(steps.slice(-8))) expect(rank).toBeLessThan(8 / 68);
  });

  it('does not stand out by log-probabilities that the baseline never had', () => {
    const noisy = loadedAnswers(seededRandom('new field'));
    const quiet = (from: number, until: number) => makeRuns(from, until, size, noisy);
    const { state } = watch(quiet(0, 150), { judging });
    const without = quiet(150, 190);
    const withThem = without.map((run) => ({
      ...run,
      goldens: new Map(
        [...run.goldens].map(([key, draws]) => [key, draws.map((draw) => ({ ...draw, logprobs: [-1] }))]),
      ),
    }));
    const [plain, more] = [without, withThem].map((runs) => ranksOf(watch(runs, { judging, state }).steps));
    expect(more).toEqual(plain);
  });
});
