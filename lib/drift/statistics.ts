import type { ChannelGroup } from '../domain/evidence.ts';
import { medianMad } from '../stats/median-mad.ts';
import type { Panel } from './panel.ts';

/** What the numbers of a run are about; evidence and alarms name it. */
export type Channel = 'text' | 'length' | 'properties' | 'logprobs';

export const channelGroups: Readonly<Record<Channel, ChannelGroup>> = {
  text: 'text',
  length: 'text',
  properties: 'text',
  logprobs: 'logprobs',
};

export interface Statistic {
  readonly name: string;
  readonly channel: Channel;
  /** Its share in the whole; families of statistics that see the same thing share one. */
  readonly weight: number;
  /** Whether unusually small values are as strange as large ones. */
  readonly twoSided: boolean;
}

/**
 * Statistics of a run, each a sum over goldens of numbers that were standardised by their own run-to-run spread. Sums
 * see broad changes; sums of squared excesses see changes of few goldens, and enter as logarithms, because one golden
 * that says something for the first time would give them a tail that hides everything else.
 */
export const statistics: readonly Statistic[] = [
  { name: 'difference', channel: 'text', weight: 1, twoSided: false },
  { name: 'sparse-difference', channel: 'text', weight: 0.5, twoSided: false },
  { name: 'unlikeness', channel: 'text', weight: 0.5, twoSided: false },
  { name: 'typicality', channel: 'text', weight: 0.5, twoSided: true },
  { name: 'diversity', channel: 'text', weight: 0.1, twoSided: true },
  { name: 'rarity', channel: 'text', weight: 1.5, twoSided: true },
  { name: 'lengths', channel: 'length', weight: 0.5, twoSided: false },
  { name: 'total-length', channel: 'length', weight: 0.1, twoSided: true },
  { name: 'properties', channel: 'properties', weight: 0.25, twoSided: false },
  { name: 'property-totals', channel: 'properties', weight: 0.25, twoSided: false },
  { name: 'chosen-logprobs', channel: 'logprobs', weight: 1, twoSided: false },
  { name: 'sparse-chosen-logprobs', channel: 'logprobs', weight: 0.5, twoSided: false },
  { name: 'alternatives', channel: 'logprobs', weight: 1, twoSided: false },
  { name: 'sparse-alternatives', channel: 'logprobs', weight: 0.5, twoSided: false },
  { name: 'mean-logprob', channel: 'logprobs', weight: 1, twoSided: true },
];

/** Location and scale of each column, to standardise by. */
export interface Scales {
  readonly location: Float64Array;
  /** 0 where a column never varies: its standardised value is 0. */
  readonly scale: Float64Array;
}

/** Mean and standard deviation of every column, over the values that are there. */
export function columnScales(rows: readonly Float64Array[]): Scales {
  const columns = rows[0]?.length ?? 0;
  const location = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    let count = 0;
    let sum = 0;
    for (const row of rows) {
      const value = row[column] as number;
      if (!Number.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    if (count < 2) continue;
    const mean = sum / count;
    let squares = 0;
    for (const row of rows) {
      const value = row[column] as number;
      if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / count);
    location[column] = mean;
    // Under this, it is rounding in sums of equal numbers.
    scale[column] = deviation > 1e-9 * (1 + Math.abs(mean)) ? deviation : 0;
  }
  return { location, scale };
}

/** Median and scaled median absolute deviation of every column; the standard deviation where most values are equal. */
export function robustScales(rows: readonly Float64Array[]): Scales {
  const columns = rows[0]?.length ?? 0;
  const location = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const plain = columnScales(rows);
  for (let column = 0; column < columns; column++) {
    const { median, mad } = medianMad(rows.map((row) => row[column] as number));
    location[column] = median;
    scale[column] = mad > 1e-9 * (1 + Math.abs(median)) ? mad : (plain.scale[column] as number);
  }
  return { location, scale };
}

/** Standardises a row in place; missing values and columns that never vary become 0. */
export function standardise(row: Float64Array, { location, scale }: Scales): Float64Array {
  for (let column = 0; column < row.length; column++) {
    const value = row[column] as number;
    const spread = scale[column] as number;
    row[column] = spread > 0 && !Number.isNaN(value) ? (value - (location[column] as number)) / spread : 0;
  }
  return row;
}

/**
 * The `statistics` of one run from its standardised row. A change of sampling parameters moves each golden in proportion
 * to its own spread, so there goldens are summed in their own unit, not standardised: the spread-out ones tell most.
 *
 * @param weights of the goldens: those that sense load rather than the model weigh less.
 */
export function runStatistics(z: Float64Array, { scale }: Scales, weights: Float64Array, panel: Panel): Float64Array {
  const size = panel.goldens.length;
  const sums = (quantity: Parameters<Panel['column']>[0]) => {
    const from = panel.column(quantity, 0);
    let sum = 0;
    let unscaled = 0;
    let squares = 0;
    let above = 0;
    let below = 0;
    for (let i = from; i < from + size; i++) {
      const value = (z[i] as number) * (weights[i - from] as number);
      sum += value;
      unscaled += value * (scale[i] as number);
      squares += value * value;
      if (value > 0) above += value * value;
      else below += value * value;
    }
    return { sum, unscaled, squares, above, below };
  };
  const difference = sums('difference');
  const cross = sums('cross');
  const length = sums('length');
  const chosen = sums('chosen');
  const alternatives = sums('alternatives');
  const properties = propertySums(z, panel, weights);
  return Float64Array.of(
    difference.sum,
    Math.log1p(difference.above),
    Math.log1p(cross.below),
    cross.unscaled,
    sums('self').sum,
    ((z[panel.runColumn('rarePairs')] as number) + (z[panel.runColumn('rareUnits')] as number)) / 2,
    Math.log1p(length.squares),
    length.sum,
    Math.log1p(properties.squares),
    Math.log1p(properties.largestTotal),
    chosen.sum,
    Math.log1p(chosen.above),
    alternatives.sum,
    Math.log1p(alternatives.above),
    sums('meanLogprob').unscaled,
  );
}

/** All properties together, and the property whose total over goldens moved most, scaled to unit variance. */
function propertySums(z: Float64Array, panel: Panel, weights: Float64Array): { squares: number; largestTotal: number } {
  let squares = 0;
  const totals = new Map<string, { sum: number; count: number }>();
  panel.properties.forEach((names, golden) => {
    names.forEach((name, property) => {
      const value = (z[panel.propertyColumn(golden, property)] as number) * (weights[golden] as number);
      if (value === 0) return;
      squares += value * value;
      const total = totals.get(name) ?? { sum: 0, count: 0 };
      total.sum += value;
      total.count++;
      totals.set(name, total);
    });
  });
  let largestTotal = 0;
  for (const { sum, count } of totals.values()) largestTotal = Math.max(largestTotal, Math.abs(sum) / Math.sqrt(count));
  return { squares, largestTotal };
}

/** A run's nonconformity: the whole, and the part that each channel has in it. */
export interface Nonconformity {
  readonly total: number;
  readonly byChannel: Readonly<Record<Channel, number>>;
}

// A statistic that is further out than this says no more: one golden gone wild must not hide everything else.
const clip = 20;

/**
 * Weighted sum of the squares of the positive parts of the standardised statistics. Combining before ranking costs nothing of the
 * false-alarm budget, where a rank for each statistic would have to share it.
 */
export function combine(standardised: Float64Array, groups: readonly ChannelGroup[]): Nonconformity {
  const byChannel: Record<Channel, number> = { text: 0, length: 0, properties: 0, logprobs: 0 };
  let total = 0;
  statistics.forEach(({ channel, weight, twoSided }, i) => {
    if (!groups.includes(channelGroups[channel])) return;
    const value = standardised[i] as number;
    const excess = Math.min(clip, twoSided ? Math.abs(value) : Math.max(0, value));
    byChannel[channel] += weight * excess * excess;
    total += weight * excess * excess;
  });
  return { total, byChannel };
}
