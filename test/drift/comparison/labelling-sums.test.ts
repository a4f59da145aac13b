import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/domain/random.ts';
import type { ObservedRun } from '../../../lib/domain/run/observed-run.ts';
import { exchangeableUnits } from '../../../lib/drift/comparison/exchangeable-units.ts';
import { LabellingSums } from '../../../lib/drift/comparison/labelling-sums.ts';
import { pairIndex } from '../../../lib/drift/comparison/pair-matrix.ts';
import { pairQuantities, unitTable } from '../../../lib/drift/comparison/unit-table.ts';
import { freeText, simulateRuns } from '../simulated.ts';

const goldens = ['golden-0', 'golden-1'];
const layout = { bucketOf: new Map(goldens.map((golden, i) => [golden, i])), buckets: 2, properties: ['json'] };
const unitColumns = 2 + pairQuantities.length;

function tablesOf(before: readonly ObservedRun[], after: readonly ObservedRun[]) {
  return exchangeableUnits(before, after, goldens, 100).strata.map((stratum) => unitTable(stratum, layout));
}

function observed(before: readonly ObservedRun[], after: readonly ObservedRun[]): Float64Array {
  const tables = tablesOf(before, after);
  const members = tables.map(({ chosen }) => Int32Array.from({ length: chosen }, (_, i) => i));
  return new LabellingSums(tables, layout).of(members).slice();
}

const random = seededRandom('sums');
const runs = (count: number, repetitions: number, words: number) =>
  simulateRuns(count, { goldens: 2, repetitions }, () => freeText(words, random));

describe('LabellingSums', () => {
  it.each([
    ['runs', runs(5, 2, 4), runs(6, 2, 9)],
    ['draws', runs(1, 3, 4), runs(1, 5, 9)],
  ])('with %s as units, keeps distances and turns directions around when the sides are swapped', (_, a, b) => {
    const [forth, back] = [observed(a, b), observed(b, a)];
    // Pairs are kept with single precision.
    for (let c = 0; c < unitColumns; c++) expect(back[c]).toBeCloseTo(forth[c] as number, 5);
    for (let c = unitColumns; c < forth.length; c++) expect(back[c]).toBeCloseTo(-(forth[c] as number), 9);
    expect(forth[unitColumns + 2]).toBeGreaterThan(0.5); // total length: longer after
  });

  it('computes the same as adding up every pair', () => {
    const tables = tablesOf(runs(4, 2, 5), runs(6, 2, 6));
    const [{ units, chosen, pairs, stride, pairColumns }] = tables as [(typeof tables)[number]];
    const members = Int32Array.from([7, 2, 9, 0]);
    expect(members).toHaveLength(chosen);
    const values = new LabellingSums(tables, layout).of([members]);
    pairColumns.forEach((column, c) => {
      const means = { within: [0, 0], outside: [0, 0], across: [0, 0] } as Record<string, [number, number]>;
      for (let i = 1; i < units; i++)
        for (let j = 0; j < i; j++) {
          const count = Number(members.includes(i)) + Number(members.includes(j));
          const entry = means[['outside', 'across', 'within'][count] as string] as [number, number];
          entry[0] += pairs[pairIndex(i, j) * stride + c] as number;
          entry[1]++;
        }
      const mean = (name: string) => (means[name]?.[0] as number) / (means[name]?.[1] as number);
      expect(values[column]).toBeCloseTo(mean('within') + mean('outside') - 2 * mean('across'), 5);
    });
  });
});
