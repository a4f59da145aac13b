import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { bootstrapInterval } from '../../lib/stats/bootstrap.ts';
import { binomialCoefficient, Labellings } from '../../lib/stats/labellings.ts';
import { logAddExp } from '../../lib/stats/log-add-exp.ts';
import { permutationTest } from '../helpers/mmd/permutation-test.ts';
import { type MmdDraw, twoSampleMmd } from '../helpers/mmd/two-sample-mmd.ts';
import { eBenjaminiHochberg } from './e-bh.ts';

const options = (permutations: number) => ({ permutations, random: seededRandom('labellings') });

function visited(labels: Labellings): string[] {
  const seen: string[] = [];
  do seen.push(labels.members.map((members) => [...members].sort((a, b) => a - b).join()).join('|'));
  while (labels.next());
  return seen;
}

describe('Labellings', () => {
  it('visits each labelling of small strata once, the observed one first', () => {
    const strata = [
      { units: 4, chosen: 2 },
      { units: 3, chosen: 1 },
      { units: 2, chosen: 0 },
    ];
    const labels = new Labellings(strata, options(17));
    expect(labels.exact).toBe(true);
    const seen = visited(labels);
    expect(seen[0]).toBe('0,1|0|');
    expect(new Set(seen).size).toBe(18);
    expect(seen).toHaveLength(18);
  });

  it('draws labellings of large strata uniformly', () => {
    const labels = new Labellings(
      [
        { units: 5, chosen: 2 },
        { units: 30, chosen: 15 },
      ],
      options(20_000),
    );
    expect(labels.exact).toBe(false);
    expect(labels.total).toBe(20_001);
    const counts = new Map<string, number>();
    for (const seen of visited(labels)) {
      const pair = seen.split('|')[0] as string;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    // 2,000 of each expected, standard deviation 42: five of them fail by chance less than once in 100,000 seeds.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42);
  });

  it('counts combinations exactly', () => {
    expect(binomialCoefficient(6, 3)).toBe(20);
    expect(binomialCoefficient(64, 14)).toBe(47855699958816);
    expect(binomialCoefficient(5, 5)).toBe(1);
    expect(binomialCoefficient(2000, 1000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('turns away strata and numbers that make no sense', () => {
    expect(() => new Labellings([{ units: 2, chosen: 3 }], options(9))).toThrow('chooses 3 of 2 units');
    expect(() => new Labellings([{ units: 2, chosen: 1 }], options(0))).toThrow('permutations is 0');
  });
});

describe('permutationTest', () => {
  const statistic = (a: readonly number[], b: readonly number[]) =>
    Math.abs(a.reduce((s, x) => s + x, 0) / a.length - b.reduce((s, x) => s + x, 0) / b.length);

  it('is never zero, and one where everything ties', () => {
    const far = permutationTest([0, 0, 0, 0, 0, 0, 0, 0], [9, 9, 9, 9, 9, 9, 9, 9], { statistic, ...options(99) });
    expect(far.pValue).toBe(0.01);
    expect(permutationTest([1, 1], [1, 1, 1], { statistic, ...options(99) }).pValue).toBe(1);
  });

  it('names a value that is not finite', () => {
    expect(() => permutationTest([1, Number.NaN], [1], { statistic, ...options(9) })).toThrow(
      'reference[1] is NaN, expected a finite number',
    );
    expect(() => permutationTest([1], [], { statistic, ...options(9) })).toThrow('current has 0 values');
  });
});

describe('twoSampleMmd', () => {
  const draws = (texts: string[], block: number, stratum = 0): MmdDraw[] =>
    texts.map((text) => ({ text, block, stratum }));

  it('does not care which sample is called reference, nor about order', () => {
    const a = [...draws(['ab', 'abc', 'b', 'ab'], 0), ...draws(['x', 'y'], 0, 1)];
    const b = [...draws(['bb', 'b', 'cab'], 1), ...draws(['x', 'x', 'x'], 1, 1)];
    const forth = twoSampleMmd(a, b, options(100_000));
    const back = twoSampleMmd([...b].reverse(), [...a].reverse(), options(100_000));
    expect(forth.exact).toBe(true);
    expect(back.statistic).toBeCloseTo(forth.statistic, 12);
    expect(back.pValue).toBeCloseTo(forth.pValue, 12);
  });

  it('relabels whole blocks if told to: two runs a side can never show more than one in three', () => {
    const runs = (text: string, blocks: number[]) => blocks.flatMap((block) => draws([text, text, text], block));
    const change = twoSampleMmd(runs('yes', [0, 1]), runs('no', [2, 3]), { ...options(999), exchange: 'blocks' });
    expect(change.pValue).toBeCloseTo(2 / 6, 12);
    expect(twoSampleMmd(runs('yes', [0, 1]), runs('no', [2, 3]), options(999)).pValue).toBeLessThan(0.01);
  });

  it('has the same statistic whatever is relabelled, with blocks of any size', () => {
    const a = [...draws(['ab', 'abc', 'b'], 0), ...draws(['x'], 1), ...draws(['y', 'ab'], 1, 1)];
    const b = [...draws(['bb'], 2), ...draws(['b', 'cab', 'x', 'ab'], 3), ...draws(['y'], 2, 1)];
    const byBlocks = twoSampleMmd(a, b, { ...options(99), exchange: 'blocks' });
    expect(byBlocks.statistic).toBeCloseTo(twoSampleMmd(a, b, options(99)).statistic, 12);
  });

  it('takes empty texts and one text for all', () => {
    const same = twoSampleMmd(draws(['', ''], 0), draws(['', ''], 1), options(99));
    expect(same).toMatchObject({ pValue: 1 });
    expect(same.statistic).toBeCloseTo(0, 12);
  });

  it('wants two draws a side and no block on both sides', () => {
    expect(() => twoSampleMmd(draws(['a'], 0), draws(['a', 'b'], 1), options(9))).toThrow('reference has 1 draws');
    const both = draws(['a', 'b'], 0);
    expect(() => twoSampleMmd(both, both, { ...options(9), exchange: 'blocks' })).toThrow('both samples');
  });
});

describe('bootstrapInterval', () => {
  it('resamples each group among itself, as many units as it has', () => {
    const seen: number[][] = [];
    bootstrapInterval(
      [3, 1],
      (drawn) => {
        seen.push(drawn.map((indices) => indices.length));
        for (const index of drawn[0] ?? []) expect([0, 1, 2]).toContain(index);
        expect([...(drawn[1] ?? [])]).toEqual([0]);
        return 0;
      },
      { resamples: 50, random: seededRandom('bootstrap') },
    );
    expect(seen).toHaveLength(51);
    for (const lengths of seen) expect(lengths).toEqual([3, 1]);
  });

  it('covers the difference of two means about as often as it says', () => {
    const random = seededRandom('coverage');
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let covered = 0;
    const repeats = 400;
    for (let i = 0; i < repeats; i++) {
      const groups = [40, 30].map((n) => Array.from({ length: n }, normal));
      const mean = (g: number, drawn: Int32Array) =>
        drawn.reduce((sum, j) => sum + (groups[g]?.[j] as number), 0) / drawn.length;
      const { low, high } = bootstrapInterval(
        [40, 30],
        ([a, b]) => mean(0, a as Int32Array) - mean(1, b as Int32Array),
        { resamples: 300, random },
      );
      if (low <= 0 && 0 <= high) covered++;
    }
    // About .94 for percentile intervals of this size; standard deviation .012, so .89 is four of them away.
    expect(covered / repeats).toBeGreaterThan(0.89);
  });
});

describe('eBenjaminiHochberg', () => {
  it('rejects the largest set that its threshold allows', () => {
    expect(eBenjaminiHochberg([1, 100, 0.5, 20, 45], 0.05)).toEqual([1]);
    expect(eBenjaminiHochberg([1, 100, 0.5, 20, 45], 0.1)).toEqual([1, 4, 3]);
    expect(eBenjaminiHochberg([1, 2, 3], 0.1)).toEqual([]);
    expect(eBenjaminiHochberg([Number.POSITIVE_INFINITY], 0.01)).toEqual([0]);
    expect(eBenjaminiHochberg([], 0.1)).toEqual([]);
  });
});

describe('logAddExp', () => {
  it('knows large numbers and empty sums', () => {
    expect(logAddExp(1000, 1000)).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  });
});
