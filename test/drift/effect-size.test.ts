import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { totalVariation } from '../../lib/drift/effect-size.ts';
import { beforeAfterExample, cutAtDivergence } from '../../lib/drift/examples.ts';
import { choose, draw, freeText, simulateRuns } from './simulated.ts';

const size = { goldens: 12, repetitions: 4 };
const effectOf = (...sides: [Parameters<typeof totalVariation>[0], Parameters<typeof totalVariation>[1]]) =>
  totalVariation(...sides, { random: seededRandom('bootstrap'), resamples: 200 });

describe('totalVariation', () => {
  it.each([
    [0.5, 0.9],
    [0.1, 0.9],
    [1, 0],
    [0.95, 0.65],
  ])('finds the distance of two coins, %f and %f', (p, q) => {
    const random = seededRandom(`coins ${p} ${q}`);
    const coin = (heads: number) => () => choose(['heads', 'tails'], [heads, 1 - heads], random);
    const { effect } = effectOf(simulateRuns(40, size, coin(p)), simulateRuns(20, size, coin(q)));
    // 1920 and 960 draws: standard deviation of the difference at most .02, the interval is 1.96 of them.
    expect(Math.abs(effect.estimate - Math.abs(p - q))).toBeLessThan(0.06);
    expect(effect.low).toBeLessThanOrEqual(Math.abs(p - q) + 1e-9);
    expect(effect.high).toBeGreaterThanOrEqual(Math.abs(p - q) - 0.02);
  });

  it.each([
    ['free text that never repeats', (random: () => number) => () => freeText(20, random)],
    ['the same answer always', () => (golden: number) => `answer ${golden}`],
    ['many rare answers', (random: () => number) => () => String(Math.floor(500 * random() ** 3))],
  ])('is about 0 when nothing changed: %s', (_, answer) => {
    const random = seededRandom('null');
    const estimates = Array.from({ length: 20 }, () => {
      const same = answer(random);
      return effectOf(simulateRuns(15, size, same), simulateRuns(6, size, same)).effect;
    });
    // Cut off at 0, so the mean is half of the usual noise, which is under .03 for 288 draws after.
    expect(estimates.reduce((sum, { estimate }) => sum + estimate, 0) / 20).toBeLessThan(0.03);
    // The interval holds 0 in 19 of 20; 5 misses of 20 have a chance under 0.3 %.
    expect(estimates.filter(({ low }) => low > 0).length).toBeLessThan(5);
  });

  it('is 1 when every answer is another, whatever changed about it', () => {
    const random = seededRandom('gross');
    const before = simulateRuns(10, size, () => freeText(20, random));
    const cut = simulateRuns(4, size, () =>
      draw(freeText(3, random), { properties: { json: 0, refusal: 0, stop: 0, empty: 0 } }),
    );
    expect(effectOf(before, cut).effect.estimate).toBeGreaterThan(0.97);
    const refusals = simulateRuns(4, size, () => `No. ${freeText(20, random)}`);
    expect(effectOf(before, refusals).effect.estimate).toBeGreaterThan(0.97);
    const calls = simulateRuns(4, size, () => draw('', { toolCalls: [{ name: 'f', arguments: '{}' }] }));
    expect(effectOf(before, calls).effect.estimate).toBeGreaterThan(0.97);
  });

  it('averages over goldens and ranks them', () => {
    const before = simulateRuns(20, size, (golden) => `answer ${golden}`);
    const after = simulateRuns(10, size, (golden) => (golden < 3 ? 'changed' : `answer ${golden}`));
    const { effect, goldens } = effectOf(before, after);
    expect(effect.estimate).toBeCloseTo(3 / 12, 6);
    expect(goldens.slice(0, 4).map(({ effect: moved }) => Math.round(moved))).toEqual([1, 1, 1, 0]);
    expect(
      goldens
        .slice(0, 3)
        .map(({ golden }) => golden)
        .sort(),
    ).toEqual(['golden-0', 'golden-1', 'golden-2']);
  });

  it('knows runs that differ by load from a change', () => {
    const random = seededRandom('regimes');
    // Half of the runs answer one way throughout, half the other: one draw says nothing that the run does not.
    const regimes = () => {
      const regime = Array.from({ length: 30 }, () => random() < 0.5);
      return simulateRuns(30, size, (golden, run) => `${golden} ${regime[run]}`);
    };
    const intervals = Array.from({ length: 20 }, () => effectOf(regimes(), regimes()).effect);
    expect(intervals.filter(({ low }) => low > 0).length).toBeLessThan(5);
  });

  it.each([
    [20, 3],
    [20, 2],
    [5, 5],
  ])('is not sure of itself after few runs: %i against %i in regimes', (before, after) => {
    const random = seededRandom(`few ${before} ${after}`);
    const regimes = (runs: number) => {
      const regime = Array.from({ length: runs }, () => random() < 0.5);
      return simulateRuns(runs, size, (golden, run) => `${golden} ${regime[run]}`);
    };
    const above = Array.from({ length: 60 }, () => effectOf(regimes(before), regimes(after)).effect.low > 0);
    // Under 3 in 60 are expected; 10 or more have a chance under 0.1 %.
    expect(above.filter(Boolean).length).toBeLessThan(10);
  });

  it('takes one run a side, and says nothing where one draw a side is all there is', () => {
    const before = simulateRuns(1, size, (golden) => `answer ${golden}`);
    const after = simulateRuns(1, size, () => 'changed');
    expect(effectOf(before, after).effect.estimate).toBeGreaterThan(0.9);
    const one = { goldens: 5, repetitions: 1 };
    const alone = effectOf(
      simulateRuns(1, one, () => 'a'),
      simulateRuns(1, one, () => 'b'),
    );
    expect(alone).toEqual({ effect: { estimate: 0, low: 0, high: 1 }, goldens: [] });
  });

  it('sees something new in the single draw of a single run', () => {
    const one = { goldens: 5, repetitions: 1 };
    const before = simulateRuns(20, one, (golden) => `answer ${golden}`);
    const after = simulateRuns(1, one, (golden) => (golden === 0 ? 'changed' : `answer ${golden}`));
    expect(effectOf(before, after).effect.estimate).toBeCloseTo(1 / 5, 6);
  });

  it('does not take the single draw of a single run for new where every answer is', () => {
    const random = seededRandom('single');
    const estimates = Array.from({ length: 10 }, () => {
      const text = () => freeText(10, random);
      const before = simulateRuns(20, { goldens: 10, repetitions: 1 }, text);
      return effectOf(before, simulateRuns(1, { goldens: 10, repetitions: 1 }, text)).effect.estimate;
    });
    expect(estimates.reduce((sum, estimate) => sum + estimate, 0) / 10).toBeLessThan(0.15);
  });

  it('leaves out goldens that only one side has', () => {
    const before = simulateRuns(5, size, (golden) => `answer ${golden}`);
    const after = simulateRuns(5, { goldens: 14, repetitions: 2 }, (golden) => `answer ${golden}`);
    expect(effectOf(before, after).goldens).toHaveLength(12);
  });
});

describe('beforeAfterExample', () => {
  it('shows an answer of each side that the other does not give', () => {
    const before = ['a', 'a', 'a', 'b'].map((text) => draw(`the answer is ${text}`));
    const after = ['a', 'c', 'c', 'b'].map((text) => draw(`the answer is ${text}`));
    expect(beforeAfterExample('g', before, after)).toMatchObject({
      golden: 'g',
      commonPrefix: 'the answer is ',
      before: 'a',
      after: 'c',
    });
  });

  it('shows tool calls, and nothing where nothing differs', () => {
    const call = draw('', { toolCalls: [{ name: 'book', arguments: '{"city":"Oslo"}' }] });
    expect(beforeAfterExample('g', [call], [draw('No.')])).toMatchObject({ before: 'book({"city":"Oslo"})' });
    expect(beforeAfterExample('g', [call], [call])).toBeUndefined();
    expect(beforeAfterExample('g', [], [call])).toBeUndefined();
  });

  it('cuts long texts around the point where they part, never inside a character', () => {
    const shared = '😀'.repeat(100);
    const cut = cutAtDivergence(`${shared}😁${'x'.repeat(500)}`, `${shared}😂`);
    expect(cut.commonPrefix).toBe('😀'.repeat(30));
    expect(cut.before).toBe(`😁${'x'.repeat(198)}`);
    expect(cut.after).toBe('😂');
    expect(cutAtDivergence('whole answer', 'whole')).toEqual({ commonPrefix: 'whole', before: ' answer', after: '' });
  });
});
