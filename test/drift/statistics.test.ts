import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffleInPlace } from '../../lib/domain/random.ts';
import { logprobValues } from '../../lib/drift/logprob-contexts.ts';
import { robustScales } from '../../lib/drift/scales.ts';
import { standardiseStatistics, statistics } from '../../lib/drift/statistics.ts';
import { draw } from './simulated.ts';

const all = ['text', 'logprobs'] as const;
const place = (name: string) => statistics.findIndex((statistic) => statistic.name === name);

/** Rows of statistics with the given values; all others are 0. */
function rowsOf(values: { readonly [name: string]: readonly number[] }, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, run) => {
    const row = new Float64Array(statistics.length);
    for (const [name, list] of Object.entries(values)) row[place(name)] = list[run] as number;
    return row;
  });
}

/** (x - median) / (1.482602 x median absolute deviation), as in textbooks, for an odd number of values. */
function robustZ(values: readonly number[]): number[] {
  const middle = (list: readonly number[]) => [...list].sort((a, b) => a - b)[(list.length - 1) / 2] as number;
  const median = middle(values);
  const mad = 1.482602218505602 * middle(values.map((value) => Math.abs(value - median)));
  return values.map((value) => (value - median) / mad);
}

describe('the sampling direction', () => {
  const random = seededRandom('sampling');
  const values = Object.fromEntries(
    ['rarity', 'typicality', 'diversity', 'tail-logprob'].map((name) => [
      name,
      Array.from({ length: 21 }, () => 5 + random()),
    ]),
  );
  const sampling = (rows: readonly Float64Array[]) => rows.map((row) => row[place('sampling')] as number);

  it.each([
    ['with log-probabilities', all],
    ['of text alone', ['text'] as const],
  ])('is the standardised sum of what a temperature moves, each with its sign, %s', (_, groups) => {
    const rows = rowsOf(values, 21);
    standardiseStatistics(rows, groups);
    const [rarity, typicality, diversity, tail] = Object.values(values).map(robustZ) as number[][];
    const sums = (rarity as number[]).map(
      (z, i) =>
        z -
        (typicality?.[i] as number) -
        (diversity?.[i] as number) -
        (groups.length === 2 ? (tail?.[i] as number) : 0),
    );
    robustZ(sums).forEach((z, i) => {
      expect(sampling(rows)[i]).toBeCloseTo(z, 9);
    });
  });

  it('goes with the runs, whatever their order', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const rows = rowsOf(values, 21);
        const order = shuffleInPlace(
          rows.map((_, i) => i),
          seededRandom(seed),
        );
        const shuffled = order.map((i) => rows[i]?.slice() as Float64Array);
        standardiseStatistics(rows, all);
        standardiseStatistics(shuffled, all);
        order.forEach((from, to) => {
          expect(sampling(shuffled)[to]).toBeCloseTo(sampling(rows)[from] as number, 9);
        });
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  it('goes by the likelihood of units where runs keep them, instead of whole answers', () => {
    const likelihood = Array.from({ length: 21 }, () => random());
    const rows = rowsOf({ ...values, likelihood }, 21);
    standardiseStatistics(rows, ['text']);
    const sums = robustZ(values.rarity as number[]).map((z, i) => z - (robustZ(likelihood)[i] as number));
    robustZ(sums).forEach((z, i) => {
      expect(sampling(rows)[i]).toBeCloseTo(z, 9);
    });
  });

  it('is nothing where none of its parts ever varied', () => {
    const rows = rowsOf({}, 9);
    standardiseStatistics(rows, all);
    expect(sampling(rows)).toEqual(new Array(9).fill(0));
  });
});

describe('the scale of a statistic', () => {
  const column = [...new Array(7).fill(0), 1e-3, -1e-3, ...new Array(5).fill(1e-3), 5, 5, 5].map((x) =>
    Float64Array.of(x),
  );

  it('is not that of the largest group where values come in groups far apart', () => {
    expect(robustScales(column).scale[0]).toBeLessThan(0.01);
    const deviation = Math.sqrt(column.reduce((sum, [x]) => sum + ((x as number) - 15.005 / 17) ** 2, 0) / 17);
    expect(robustScales(column, new Set([0])).scale[0]).toBeCloseTo(deviation, 3);
  });
});

describe('the tail of log-probabilities', () => {
  it('is the mean over all tokens and draws of the lesser of each and -2', () => {
    const draws = [draw('a b', { logprobs: [-0.1, -3, -2.5] }), draw('c', { logprobs: [-6] }), draw('d')];
    expect(logprobValues(draws).tail).toBeCloseTo((-2 - 3 - 2.5 - 6) / 4, 5);
  });

  it('does not see which of the probable tokens were chosen', () => {
    expect(logprobValues([draw('a', { logprobs: [-0.01, -1.9] })]).tail).toBe(-2);
  });

  it('is unknown without log-probabilities', () => {
    expect(logprobValues([draw('a')]).tail).toBeNaN();
  });
});
