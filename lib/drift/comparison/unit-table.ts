import { innerProduct } from '../../stats/inner-product.ts';
import type { ContextValues } from '../logprob-contexts.ts';
import type { GoldenProfile } from '../run-profile.ts';
import type { UnitStratum } from './exchangeable-units.ts';
import { centre, multiplyPairs, pairIndex, pairUp, rowMeans, standardise } from './pair-matrix.ts';

/** Numbers for each pair of different units: how alike two units are in some respect. Larger is more alike. */
export const pairQuantities = ['vocabulary', 'lengths', 'properties', 'chosen', 'alternatives'] as const;

/** Numbers for each unit, in which a change may go one way on all goldens at once. */
export const unitQuantities = ['direction', 'diversity', 'total-length', 'mean-logprob'] as const;

/**
 * One stratum as numbers. Everything is standardised over all its units, whichever side they are from, so that no golden
 * and no property outweighs another and shuffled labels change nothing in here.
 */
export interface UnitTable {
  readonly units: number;
  readonly chosen: number;
  /** 1 if the chosen units are those after, -1 if they are those before. */
  readonly sign: 1 | -1;
  /** Columns of the layout that vary in this stratum. */
  readonly pairColumns: Int32Array;
  /** A number for each of them and each pair i > j, from `pairIndex(i, j) * stride` on; then 0 up to whole `lanes`. */
  readonly stride: number;
  readonly pairs: Float32Array;
  /** A number for each unit column of the layout and each unit. */
  readonly perUnit: Float64Array;
}

/** Columns that are added up side by side. */
export const lanes = 4;

/** What stands in which column, the same for all strata. */
export interface TableLayout {
  /** Pair columns: similarity of texts by bucket (goldens share one where there are many), then `pairQuantities`. */
  readonly bucketOf: ReadonlyMap<string, number>;
  readonly buckets: number;
  /** Unit columns: `unitQuantities`, then one a property. */
  readonly properties: readonly string[];
}

/** Time O(units² x goldens x 256), memory O(units² x columns). */
export function unitTable({ goldens, units, chosen, chosenSide }: UnitStratum, layout: TableLayout): UnitTable {
  const pairColumns = new Map<number, Float64Array>();
  const unitColumns = unitQuantities.length + layout.properties.length;
  const perUnit = new Float64Array(units.length * unitColumns);
  const addPairs = (column: number, matrix: Float64Array) => {
    if (!matrix.some((value) => value !== 0)) return;
    const sum = pairColumns.get(column);
    if (sum === undefined) pairColumns.set(column, matrix);
    else for (let p = 0; p < matrix.length; p++) sum[p] = (sum[p] as number) + (matrix[p] as number);
  };
  const addUnits = (column: number, values: Float64Array) => {
    for (let u = 0; u < values.length; u++) {
      const at = u * unitColumns + column;
      perUnit[at] = (perUnit[at] as number) + (values[u] as number);
    }
  };
  const pairColumn = (name: (typeof pairQuantities)[number]) => layout.buckets + pairQuantities.indexOf(name);
  const unitColumn = (name: (typeof unitQuantities)[number]) => unitQuantities.indexOf(name);

  goldens.forEach((golden, g) => {
    const answers = units.map((unit) => unit[g]);
    const text = pairUp(answers, (a, b) => innerProduct(a.mean, b.mean));
    addUnits(unitColumn('direction'), standardise(rowMeans(text, units.length)));
    const bucket = layout.bucketOf.get(golden);
    if (bucket === undefined) throw new RangeError(`golden ${golden} has no bucket in the layout`);
    addPairs(bucket, centre(text, units.length));
    addUnits(unitColumn('diversity'), standardise(valuesOf(answers, ({ self }) => self)));

    const length = standardise(valuesOf(answers, (answer) => answer.length));
    addUnits(unitColumn('total-length'), length);
    addPairs(pairColumn('lengths'), multiplyPairs(length));
    layout.properties.forEach((name, i) => {
      const property = standardise(valuesOf(answers, ({ properties }) => properties.get(name) ?? Number.NaN));
      addUnits(unitQuantities.length + i, property);
      addPairs(pairColumn('properties'), multiplyPairs(property));
    });

    const logprobs = valuesOf(answers, (answer) => answer.logprobs.mean);
    if (!logprobs.some((value) => !Number.isNaN(value))) return;
    addUnits(unitColumn('mean-logprob'), standardise(logprobs));
    for (const kind of ['chosen', 'alternatives'] as const) {
      const sorted = answers.map((answer) => answer && byContext(answer.logprobs[kind]));
      addPairs(pairColumn(kind), centre(pairUp(sorted, closeness), units.length));
    }
  });
  addPairs(pairColumn('vocabulary'), sharedVocabulary(units));
  return { units: units.length, chosen, sign: chosenSide === 'after' ? 1 : -1, ...interleave(pairColumns), perUnit };
}

/** All columns of a pair side by side: a labelling touches each pair once. */
function interleave(columns: ReadonlyMap<number, Float64Array>): Pick<UnitTable, 'pairColumns' | 'stride' | 'pairs'> {
  const matrices = [...columns.values()];
  const stride = Math.ceil(matrices.length / lanes) * lanes;
  const pairs = new Float32Array(stride * (matrices[0]?.length ?? 0));
  matrices.forEach((matrix, c) => {
    for (let p = 0; p < matrix.length; p++) pairs[p * stride + c] = matrix[p] as number;
  });
  return { pairColumns: Int32Array.from(columns.keys()), stride, pairs };
}

function valuesOf(
  answers: readonly (GoldenProfile | undefined)[],
  number: (answer: GoldenProfile) => number,
): Float64Array {
  return Float64Array.from(answers, (answer) => (answer === undefined ? Number.NaN : number(answer)));
}

/** Sorted by context, so that two lists are compared in one pass. */
function byContext({ contexts, values }: ContextValues): ContextValues {
  const order = Array.from(contexts.keys()).sort((a, b) => (contexts[a] as number) - (contexts[b] as number));
  return {
    contexts: Uint32Array.from(order, (i) => contexts[i] as number),
    values: Float32Array.from(order, (i) => values[i] as number),
  };
}

/** -ln of the mean squared difference of log-probabilities in shared contexts; NaN where none is shared. */
function closeness(a: ContextValues, b: ContextValues): number {
  let squares = 0;
  let shared = 0;
  for (let i = 0, j = 0; i < a.contexts.length && j < b.contexts.length; ) {
    const difference = (a.contexts[i] as number) - (b.contexts[j] as number);
    if (difference === 0) {
      squares += ((a.values[i] as number) - (b.values[j] as number)) ** 2;
      shared++;
    }
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared === 0 ? Number.NaN : -Math.log(squares / shared + 1e-5);
}

/**
 * Word pairs that two units share, over all goldens, rare ones counting more: a word that only some units use says more
 * about them than one that all use.
 */
function sharedVocabulary(units: UnitStratum['units']): Float64Array {
  const users = new Map<number, Set<number>>();
  units.forEach((answers, unit) => {
    for (const answer of answers)
      for (const pair of answer?.pairs ?? []) {
        const found = users.get(pair);
        if (found === undefined) users.set(pair, new Set([unit]));
        else found.add(unit);
      }
  });
  const matrix = new Float64Array((units.length * (units.length - 1)) / 2);
  for (const found of users.values()) {
    if (found.size < 2 || found.size === units.length) continue;
    const weight = 1 / (found.size * (1 - found.size / units.length));
    const sorted = [...found].sort((a, b) => a - b);
    for (let a = 1; a < sorted.length; a++)
      for (let b = 0; b < a; b++) {
        const at = pairIndex(sorted[a] as number, sorted[b] as number);
        matrix[at] = (matrix[at] as number) + weight;
      }
  }
  return centre(matrix, units.length);
}
