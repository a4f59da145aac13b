import { describe, expect, it } from 'vitest';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import { stepKey } from '../../lib/domain/run/observed-run.ts';
import { compareSamples } from '../../lib/drift/compare-samples.ts';
import { equalityTest } from '../../lib/drift/comparison/equality-test.ts';
import { smallestRunLevelPValue } from '../../lib/drift/comparison/exchangeable-units.ts';
import { rateChanges } from '../../lib/drift/rate-changes.ts';
import { choose, draw, freeText, simulateRuns } from './simulated.ts';

const options = (permutations = 199) => ({ permutations, random: seededRandom('labels') });
const coin = (seed: string, rate = 0.5) => {
  const random = seededRandom(seed);
  return (golden: number) => choose([`yes ${golden}`, `no ${golden}`], [rate, 1 - rate], random);
};

describe('equalityTest', () => {
  it('does not care which side is called before, nor in which order runs come, where all labellings are looked at', () => {
    const size = { goldens: 4, repetitions: 2 };
    const [a, b] = [simulateRuns(5, size, coin('a')), simulateRuns(4, size, coin('b', 0.9))];
    const { pValue, exact } = equalityTest(a, b, options(500));
    expect(exact).toBe(true);
    expect(equalityTest(b, a, options(500)).pValue).toBeCloseTo(pValue, 12);
    const random = seededRandom('order');
    expect(
      equalityTest(shuffleInPlace([...a], random), shuffleInPlace([...b], random), options(500)).pValue,
    ).toBeCloseTo(pValue, 12);
  });

  it('takes a property that only some draws have, goldens that one side lacks, and one golden with one draw', () => {
    const size = { goldens: 3, repetitions: 2 };
    const odd = simulateRuns(4, size, (golden) =>
      draw('x', { properties: golden === 0 ? { 'expectation:a': 1 } : {} }),
    );
    const more = simulateRuns(4, { goldens: 5, repetitions: 1 }, () => 'x');
    expect(equalityTest(odd, more, options()).pValue).toBeGreaterThan(0.02);
    const one = simulateRuns(1, { goldens: 1, repetitions: 1 }, () => 'x');
    expect(equalityTest(one, one, options())).toMatchObject({ pValue: 1, exchangeable: 'draws' });
  });

  it('does not count what chained draws and their steps have in common as often as there are steps', () => {
    const withSteps = (seed: string) => {
      const random = seededRandom(seed);
      return simulateRuns(1, { goldens: 1, repetitions: 12 }, () => freeText(5, random)).map((run) => {
        const [[whole = '', draws = []] = []] = run.goldens;
        const steps = ['ask', 'check', 'answer'].map((node) => [stepKey(whole, node), draws] as const);
        return { ...run, goldens: new Map([[whole, draws], ...steps]) };
      });
    };
    const pValues = Array.from(
      { length: 100 },
      (_, i) =>
        equalityTest(withSteps(`a ${i}`), withSteps(`b ${i}`), {
          permutations: 99,
          random: seededRandom(`labels ${i}`),
        }).pValue,
    );
    // 5 and 4 standard errors of it: once in 10,000 by chance. Were steps taken for independent draws, it would be 25.
    expect(pValues.filter((p) => p <= 0.05).length).toBeLessThan(14);
  });

  it('says so where no golden has draws on both sides', () => {
    const runs = simulateRuns(4, { goldens: 1, repetitions: 1 }, () => 'x');
    const others = runs.map((run) => ({ ...run, goldens: new Map([['other', [draw('x')]]]) }));
    expect(() => equalityTest(runs, others, options())).toThrow('no golden has draws on both sides');
  });

  it('looks at a bounded number of draws of one golden, and of runs', () => {
    const random = seededRandom('large');
    const size = { goldens: 1, repetitions: 1200 };
    const text = () => freeText(10, random);
    const [a, b] = [simulateRuns(1, size, text), simulateRuns(1, size, text)];
    expect(equalityTest(a, b, options(9)).leftOut.before).toBe(700);
    const small = { goldens: 30, repetitions: 1 };
    const [c, d] = [simulateRuns(230, small, coin('c')), simulateRuns(210, small, coin('d'))];
    expect(equalityTest(c, d, options(9)).leftOut.before).toBe(30);
  });
});

describe('smallestRunLevelPValue', () => {
  it('is one labelling in all of them, or two where the sides are equal', () => {
    expect(smallestRunLevelPValue(4, 4)).toBeCloseTo(2 / 70, 12);
    expect(smallestRunLevelPValue(1, 19)).toBeCloseTo(1 / 20, 12);
    expect(smallestRunLevelPValue(19, 1)).toBeCloseTo(1 / 20, 12);
    expect(smallestRunLevelPValue(300, 300)).toBeLessThan(1e-100);
  });
});

describe('compareSamples', () => {
  it('has an example for the most moved goldens only', () => {
    const size = { goldens: 6, repetitions: 2 };
    const before = simulateRuns(5, size, (golden) => `answer ${golden}`);
    const after = simulateRuns(5, size, (golden) => (golden < 3 ? `other ${golden}` : `answer ${golden}`));
    const { goldens } = compareSamples(before, after, { ...options(), examples: 2 });
    expect(goldens.map(({ example }) => example !== undefined)).toEqual([true, true, false, false, false, false]);
  });
});

describe('rateChanges', () => {
  it('names what changed, the clearest first, with exact intervals', () => {
    const size = { goldens: 2, repetitions: 10 };
    const rate = (json: number, failing: number) => (golden: number, run: number) =>
      draw('x', { properties: { json: Number((golden + run) % 2 < json), stop: 1, 'expectation:is short': failing } });
    const changes = rateChanges(simulateRuns(4, size, rate(2, 0)), simulateRuns(2, size, rate(1, 1)));
    expect(changes).toMatchObject([
      { name: 'is short', kind: 'expectation', before: { count: 0, draws: 80 }, after: { count: 40, draws: 40 } },
      { name: 'json', kind: 'property', before: { count: 80, draws: 80 }, after: { count: 20, draws: 40 } },
    ]);
    expect(changes[0]?.after.low).toBeCloseTo(0.912, 3);
  });
});
