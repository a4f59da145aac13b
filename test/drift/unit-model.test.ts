import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { textUnits } from '../../lib/drift/text-units.ts';
import { type UnitModel, unitModel } from '../../lib/drift/unit-model.ts';
import { cutRows, type UnitRows, unitRows, unitsPerDraw } from '../../lib/drift/unit-rows.ts';
import { freeText } from './simulated.ts';

const goldens = 3;
const draws = 2;

/** Rows of so many runs, golden by golden; answers branch again and again, as those of a model do. */
function someRuns(count: number, seed: string): UnitRows[][] {
  const random = seededRandom(seed);
  const answer = () => textUnits(freeText(4 + Math.floor(3 * random()), random, 3));
  return Array.from({ length: count }, () =>
    Array.from({ length: goldens }, () => unitRows(Array.from({ length: draws }, answer))),
  );
}

const all = [0, 1, 2];

function modelOf(runs: readonly (readonly (UnitRows | undefined)[])[]): UnitModel {
  const laid = runs.map((rows) => ({ profiles: rows.map((units) => units && { rows: units }) }));
  return unitModel(laid, all) as UnitModel;
}

/** What each run says after which context, as text: an independent reading of the definition. */
function saidBy(runs: readonly (readonly (UnitRows | undefined)[])[]): Map<string, Map<number, number[]>> {
  const counts = new Map<string, Map<number, number[]>>();
  runs.forEach((rows, run) => {
    rows.forEach((units, golden) => {
      let context = `${golden}:`;
      for (const unit of units ?? []) {
        const next = counts.get(context) ?? new Map<number, number[]>();
        const ofUnit = next.get(unit) ?? new Array<number>(runs.length).fill(0);
        ofUnit[run] = (ofUnit[run] as number) + 1;
        counts.set(context, next.set(unit, ofUnit));
        context = unit === 0 ? `${golden}:` : `${context} ${unit}`;
      }
    });
  });
  return counts;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('the model of the next unit', () => {
  const runs = someRuns(30, 'model');

  it('scores a run by how much likelier its units are than their contexts expect', () => {
    const expected = new Array<number>(runs.length).fill(0);
    for (const units of saidBy(runs).values()) {
      const lists = [...units.values()];
      const total = sum(lists.map(sum));
      if (total < 3) continue;
      const mean = sum(lists.map((list) => (sum(list) / total) * Math.log(sum(list) / total)));
      for (const list of lists)
        list.forEach((count, run) => {
          expected[run] = (expected[run] as number) + count * (Math.log(sum(list) / total) - mean);
        });
    }
    [...modelOf(runs).likelihood].forEach((likelihood, run) => {
      expect(likelihood).toBeCloseTo(expected[run] as number, 3);
    });
  });

  it('finds runs alike as far as their residuals are', () => {
    // Units alone, without hashing; the second level only adds to it.
    const residuals = runs.map(() => [] as number[]);
    for (const units of saidBy(runs).values()) {
      const lists = [...units.values()];
      const total = sum(lists.map(sum));
      if (total < 3 || lists.length < 2) continue;
      for (const list of lists) {
        const share = sum(list) / total;
        const weight = ((share * (1 - share) * total) / runs.length + 0.02) ** -0.25;
        runs.forEach((_, run) => {
          const inContext = sum(lists.map((other) => other[run] as number));
          residuals[run]?.push(weight * ((list[run] as number) - inContext * share));
        });
      }
    }
    const { kernel } = modelOf(runs);
    const pairs = runs.flatMap((_, i) =>
      Array.from({ length: i }, (_, j): [number, number] => [
        kernel[i * runs.length + j] as number,
        sum((residuals[i] as number[]).map((x, k) => x * (residuals[j]?.[k] as number))),
      ]),
    );
    const product = (a: 0 | 1, b: 0 | 1) => sum(pairs.map((pair) => pair[a] * pair[b]));
    expect(product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1))).toBeGreaterThan(0.6);
  });

  it('goes with the runs, whatever their order', () => {
    const { kernel, likelihood } = modelOf(runs);
    const back = modelOf(runs.toReversed());
    expect([...back.likelihood].reverse()).toEqual([...likelihood]);
    expect([...back.kernel].reverse()).toEqual([...kernel]);
  });

  it('finds nothing in a run that lacks every golden, and is none where no units are kept', () => {
    const { kernel, likelihood } = modelOf([...runs, [undefined, undefined, undefined]]);
    expect(likelihood.at(-1)).toBe(0);
    expect(kernel.subarray(-31).every((x) => x === 0)).toBe(true);
    expect(modelOf([[], []])).toBeUndefined();
  });
});

describe('the units that are kept', () => {
  it('are those of each draw, ended by 0', () => {
    const rows = unitRows([textUnits('a b'), textUnits(''), textUnits('b')]);
    expect(rows).toHaveLength(2 + 1 + 0 + 1 + 1 + 1);
    expect([rows[2], rows[3], rows[5]]).toEqual([0, 0, 0]);
    expect(rows.filter((unit) => unit === 0)).toHaveLength(3);
  });

  it('are cut to so many a draw, each draw for itself', () => {
    expect([...cutRows(Uint16Array.of(5, 6, 7, 0, 8, 0), 2)]).toEqual([5, 6, 0, 8, 0]);
    expect(cutRows(Uint16Array.of(5, 6, 7, 0), 0)).toHaveLength(0);
  });

  it('are bounded for a whole run, and none are kept of panels whose sketches tell enough', () => {
    expect(unitsPerDraw(40)).toBe(64);
    expect(unitsPerDraw(100)).toBe(25);
    expect(unitsPerDraw(530)).toBe(0);
    for (let size = 1; size < 1000; size++) expect(size * unitsPerDraw(size)).toBeLessThanOrEqual(2560);
  });
});
