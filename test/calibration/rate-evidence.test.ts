import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../lib/domain/random.ts';
import { logEvidenceAbove, logEvidenceBelow, type RateCount, rateSequence } from '../../lib/stats/rate-evidence.ts';

const repeats = 1500;
const draws = 2000;
const alpha = 0.05;
// A rate of at most .05 and four standard errors of a proportion: fails by chance under 1 in 10,000 a line.
const mostErrors = alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / repeats);

/** Share of sequences in which something is true after at least one of the draws: somebody looks after every one. */
function everTrue(fails: (random: Random) => () => boolean, isTrue: (count: RateCount) => boolean, seed: string) {
  const random = seededRandom(seed);
  const known = new Map<number, boolean>(); // the same few counts come again and again
  const holds = (count: RateCount) => {
    const key = count.draws * (draws + 1) + count.failures;
    let value = known.get(key);
    if (value === undefined) {
      value = isTrue(count);
      known.set(key, value);
    }
    return value;
  };
  let sequences = 0;
  for (let i = 0; i < repeats; i++) {
    const next = fails(random);
    let failures = 0;
    for (let n = 1; n <= draws; n++) {
      if (next()) failures++;
      if (!holds({ failures, draws: n })) continue;
      sequences++;
      break;
    }
  }
  return sequences / repeats;
}

const atRate = (rate: number) => (random: Random) => () => random() < rate;

/** The rate is raised and lowered above its floor by what was drawn before: dependent, and allowed by the null. */
const dependentFrom = (floor: number) => (random: Random) => {
  let lately = false;
  return () => {
    lately = random() < (lately ? Math.min(1, 3 * floor) : floor);
    return lately;
  };
};

describe('looking after every one of 2000 draws', () => {
  it.each([0.003, 0.02, 0.2, 0.5])(
    'the interval misses a rate of %f at any time in at most 1 of 20 sequences',
    (rate) => {
      const misses = (count: RateCount) => {
        const { low, high } = rateSequence(count, 1 - alpha);
        return rate < low || rate > high;
      };
      expect(everTrue(atRate(rate), misses, `interval ${rate}`)).toBeLessThan(mostErrors);
    },
  );

  it.each([0.003, 0.02, 0.2, 0.5])('a rate of %f is shown to be below itself in at most 1 of 20 sequences', (bound) => {
    const shown = (count: RateCount) => logEvidenceBelow(count, bound) >= Math.log(1 / alpha);
    expect(everTrue(atRate(bound), shown, `below ${bound}`)).toBeLessThan(mostErrors);
    expect(everTrue(dependentFrom(bound), shown, `dependent ${bound}`)).toBeLessThan(mostErrors);
  });

  it.each([0.003, 0.02, 0.2, 0.5])('a rate of %f is shown to be above itself in at most 1 of 20 sequences', (bound) => {
    const shown = (count: RateCount) => logEvidenceAbove(count, bound) >= Math.log(1 / alpha);
    expect(everTrue(atRate(bound), shown, `above ${bound}`)).toBeLessThan(mostErrors);
  });

  it('rates on either side of the bound are told apart in nearly every case', () => {
    const below = (count: RateCount) => logEvidenceBelow(count, 0.02) >= Math.log(1 / alpha);
    const above = (count: RateCount) => logEvidenceAbove(count, 0.02) >= Math.log(1 / alpha);
    expect(everTrue(atRate(0.002), below, 'rare')).toBeGreaterThan(0.97);
    expect(everTrue(atRate(0.05), above, 'frequent')).toBeGreaterThan(0.97);
  });
});
