import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { benjaminiHochberg } from '../../lib/stats/benjamini-hochberg.ts';
import { incompleteBeta, inverseIncompleteBeta } from '../../lib/stats/beta.ts';
import { chiSquaredUpperTail } from '../../lib/stats/chi-squared.ts';
import { clopperPearson } from '../../lib/stats/clopper-pearson.ts';
import { kolmogorovSmirnovUniform } from '../../lib/stats/kolmogorov-smirnov.ts';
import { kruskalWallis } from '../../lib/stats/kruskal-wallis.ts';
import { median, medianMad, quantile } from '../../lib/stats/median-mad.ts';
import { spearman } from '../../lib/stats/spearman.ts';
import { studentTwoSided } from '../../lib/stats/student-t.ts';
import { permutationTest } from '../helpers/mmd/permutation-test.ts';
import { twoSampleMmd } from '../helpers/mmd/two-sample-mmd.ts';

/** Computed with SciPy: the file names the versions and the command, reference.py stands beside it. */
const reference = JSON.parse(readFileSync(new URL('../fixtures/stats/reference.json', import.meta.url), 'utf8'));

/** Rows of one table, each the arguments and then what SciPy says. */
const rows = <Row extends unknown[]>(table: string) => reference[table] as Row[];

/** Equal up to a relative error. */
function near(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('agrees with SciPy', () => {
  it.each(rows<[number, number, number, number]>('incompleteBeta'))(
    'incomplete beta at %f with %f and %f',
    (x, a, b, expected) => {
      near(incompleteBeta(x, a, b), expected, 1e-10);
    },
  );

  it.each(rows<[number, number, number, number]>('inverseIncompleteBeta'))(
    'inverse incomplete beta at %f with %f and %f',
    (p, a, b, expected) => {
      near(inverseIncompleteBeta(p, a, b), expected, 1e-10);
    },
  );

  it.each(rows<[number, number, number, number, number]>('clopperPearson'))(
    'Clopper-Pearson of %i in %i at %f',
    (count, draws, confidence, low, high) => {
      const interval = clopperPearson(count, draws, confidence);
      expect(interval.estimate).toBe(count / draws);
      near(interval.low, low, 1e-8);
      near(interval.high, high, 1e-8);
    },
  );

  it.each(rows<[number[], number, number]>('kolmogorovSmirnov'))('Kolmogorov-Smirnov', (values, statistic, pValue) => {
    const result = kolmogorovSmirnovUniform(values);
    near(result.statistic, statistic, 1e-12);
    near(result.pValue, pValue, 1e-6); // for large samples SciPy itself approximates, to some 1e-7
  });

  it.each(rows<[number[], number[], number, number]>('spearman'))('Spearman', (x, y, correlation, pValue) => {
    const result = spearman(x, y);
    near(result.correlation, correlation, 1e-12);
    near(result.pValue, pValue, 1e-10);
  });

  it.each(rows<[number[][], number, number]>('kruskalWallis'))('Kruskal-Wallis', (groups, statistic, pValue) => {
    const result = kruskalWallis(groups);
    near(result.statistic, statistic, 1e-10);
    near(result.pValue, pValue, 1e-10);
  });

  it.each(rows<[number, number, number]>('chiSquared'))('chi-squared tail at %f with %i', (x, degrees, expected) => {
    near(chiSquaredUpperTail(x, degrees), expected, 1e-10);
  });

  it.each(rows<[number[], number[]]>('benjaminiHochberg'))('Benjamini-Hochberg', (pValues, adjusted) => {
    benjaminiHochberg(pValues).forEach((value, i) => {
      near(value, adjusted[i] as number, 1e-14);
    });
  });

  it.each(rows<[number[], number, number, number[]]>('medianMad'))(
    'median, median absolute deviation and quantiles',
    (values, middle, mad, quantiles) => {
      near(median(values), middle, 1e-14);
      near(medianMad(values).mad, mad, 1e-12);
      [0, 0.025, 0.3, 1].forEach((q, i) => {
        expect(quantile(values, q)).toBeCloseTo(quantiles[i] as number, 12);
      });
    },
  );

  it.each(rows<[number, number, number]>('student'))(
    't that is exceeded with %f at %f',
    (outside, freedom, expected) => {
      near(studentTwoSided(outside, freedom), expected, 1e-9);
    },
  );

  it.each(rows<[number[], number[], number, number]>('permutation'))(
    'permutation test over every labelling',
    (x, y, statistic, pValue) => {
      const result = permutationTest(x, y, {
        statistic: (a, b) => Math.abs(mean(a) - mean(b)),
        permutations: 1000,
        random: seededRandom('exact'),
      });
      expect(result.exact).toBe(true);
      near(result.statistic, statistic, 1e-12);
      near(result.pValue, pValue, 1e-12);
    },
  );

  it.each(rows<[string[][], string[][], number]>('twoSampleMmd'))('Hamming-MMD of texts', (before, after, expected) => {
    const draws = (side: string[][], block: number) =>
      side.flatMap((texts, stratum) => texts.map((text) => ({ stratum, block, text })));
    const options = { permutations: 10, random: seededRandom('mmd') };
    const { statistic } = twoSampleMmd(draws(before, 0), draws(after, 1), options);
    expect(statistic).toBeCloseTo(expected, 12);
  });
});
