import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { rateChangesByGolden } from '../../lib/drift/golden-rates.ts';
import { draw, simulateRuns } from './simulated.ts';

const size = { goldens: 4, repetitions: 2 };

/** Goldens 0 to 2 have to be JSON; golden 3 has to call a tool. */
function runs(count: number, failing: (golden: number) => boolean) {
  return simulateRuns(count, size, (golden) => {
    const name = golden === 3 ? 'expectation:calls get_weather' : 'expectation:is JSON';
    return draw('x', { properties: { [name]: failing(golden) ? 1 : 0 } });
  });
}

const before = runs(30, () => false);

describe('rates golden by golden', () => {
  it('do not dilute what one golden fails with those that never expected it', () => {
    const [rate, ...more] = rateChangesByGolden({ before, after: runs(4, (golden) => golden === 3) });
    expect(rate).toMatchObject({ name: 'calls get_weather', kind: 'expectation', golden: 'golden-3', isClear: true });
    expect(rate?.after).toMatchObject({ count: 8, draws: 8, estimate: 1 });
    expect(more).toEqual([]);
  });

  it('pool what several goldens expect, and say in how many of them it shows', () => {
    const rates = rateChangesByGolden({ before, after: runs(4, (golden) => golden < 2) });
    expect(rates[0]).toMatchObject({ name: 'is JSON', goldens: { shown: 2, of: 3 }, isClear: true });
    expect(rates[0]?.after).toMatchObject({ count: 16, draws: 24 });
    expect(rates.slice(1).map(({ golden }) => golden)).toEqual(['golden-0', 'golden-1']);
  });

  it('give the newest runs beside all since the change', () => {
    const after = [...runs(4, (golden) => golden === 3), ...runs(4, () => false)];
    const [rate] = rateChangesByGolden({ before, after, newest: after.slice(-4) });
    expect([rate?.after.estimate, rate?.newest?.estimate, rate?.newest?.draws]).toEqual([0.5, 0, 8]);
  });

  it('call nothing clear in nearly all histories in which nothing changed', () => {
    const random = seededRandom('rates');
    let clear = 0;
    for (let history = 0; history < 60; history++) {
      const quiet = (count: number) =>
        simulateRuns(count, { goldens: 10, repetitions: 2 }, () =>
          draw('x', { properties: { refusal: random() < 0.1 ? 1 : 0, 'expectation:is JSON': random() < 0.3 ? 1 : 0 } }),
        );
      if (rateChangesByGolden({ before: quiet(30), after: quiet(5) }).some(({ isClear }) => isClear)) clear++;
    }
    // At most 5 % of 60 histories: mean 3, standard deviation 1.7; 10 or more by chance under 1 in 1,000.
    expect(clear).toBeLessThan(10);
  });
});
