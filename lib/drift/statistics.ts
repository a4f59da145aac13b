import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import type { FeatureLayout } from './layout.ts';
import { robustScales, type Scales, standardise } from './scales.ts';

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
  /** Whether a server's numerics put its values into groups: a run differs little from runs served alike, and more from others. */
  readonly bimodal?: true;
  /** Where it is a group of the window test of its own, beside its part in the whole: what is believed of it. */
  readonly prior?: number;
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
  { name: 'rarity', channel: 'text', weight: 1.5, twoSided: true, prior: 4 },
  { name: 'lengths', channel: 'length', weight: 0.5, twoSided: false },
  { name: 'total-length', channel: 'length', weight: 0.1, twoSided: true, prior: 1 },
  { name: 'properties', channel: 'properties', weight: 0.25, twoSided: false },
  { name: 'property-totals', channel: 'properties', weight: 0.25, twoSided: false },
  { name: 'chosen-logprobs', channel: 'logprobs', weight: 1, twoSided: false, bimodal: true, prior: 1 },
  { name: 'sparse-chosen-logprobs', channel: 'logprobs', weight: 0.5, twoSided: false, bimodal: true, prior: 1 },
  { name: 'alternatives', channel: 'logprobs', weight: 1, twoSided: false, bimodal: true, prior: 1 },
  { name: 'sparse-alternatives', channel: 'logprobs', weight: 0.5, twoSided: false, bimodal: true, prior: 1 },
  { name: 'tail-logprob', channel: 'logprobs', weight: 1, twoSided: true, prior: 1 },
  { name: 'sampling', channel: 'text', weight: 1, twoSided: true, prior: 6 },
  { name: 'likelihood', channel: 'text', weight: 0, twoSided: true },
];

const bimodal = new Set(statistics.flatMap((statistic, i) => (statistic.bimodal ? [i] : [])));
const place = (name: string) => statistics.findIndex((statistic) => statistic.name === name);
const [rarity, typicality, diversity] = [place('rarity'), place('typicality'), place('diversity')];
const [tailLogprob, sampling, likelihood] = [place('tail-logprob'), place('sampling'), place('likelihood')];

/**
 * The `statistics` of one run from its standardised row. A change of sampling parameters moves each golden in proportion
 * to its own spread, so there goldens are summed in their own unit, not standardised: the spread-out ones tell most.
 *
 * @param weights of the goldens: those that sense load rather than the model weigh less.
 */
export function runStatistics(
  z: Float64Array,
  { scale }: Scales,
  weights: Float64Array,
  layout: FeatureLayout,
): Float64Array {
  const size = layout.goldens.length;
  const sums = (quantity: Parameters<FeatureLayout['column']>[0]) => {
    const from = layout.column(quantity, 0);
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
  const properties = propertySums(z, layout, weights);
  return Float64Array.of(
    difference.sum,
    Math.log1p(difference.above),
    Math.log1p(cross.below),
    cross.unscaled,
    sums('self').sum,
    ((z[layout.runColumn('rarePairs')] as number) + (z[layout.runColumn('rareUnits')] as number)) / 2,
    Math.log1p(length.squares),
    length.sum,
    Math.log1p(properties.squares),
    Math.log1p(properties.largestTotal),
    chosen.sum,
    Math.log1p(chosen.above),
    alternatives.sum,
    Math.log1p(alternatives.above),
    sums('tailLogprob').unscaled,
    0, // `sampling`, which is made of the others once these are standardised
    z[layout.runColumn('likelihood')] as number,
  );
}

/**
 * Standardises the statistics of runs among each other, in place, and fills in `sampling`.
 */
export function standardiseStatistics(rows: readonly Float64Array[], groups: readonly ChannelGroup[]): void {
  const scales = robustScales(rows, bimodal);
  const hasLikelihood = (scales.scale[likelihood] as number) > 0;
  for (const row of rows) row[sampling] = samplingDirection(standardise(row, scales), groups, hasLikelihood);
  const directions = rows.map((row) => Float64Array.of(row[sampling] as number));
  const own = robustScales(directions);
  rows.forEach((row, i) => {
    row[sampling] = standardise(directions[i] as Float64Array, own)[0] as number;
  });
}

/**
 * Where the standardised statistics stand on the line on which a sampling temperature moves them: a higher one makes rare
 * words and improbable tokens more frequent, answers less typical, and draws of one run less alike; a lower one, a smaller
 * nucleus or fewer candidates the opposite. Each is noisy on its own. Their sum in the known directions has all of the shift,
 * but not all of the noise. Where units are kept, their likelihood is the score of the temperature itself, and the typicality
 * and diversity of whole answers would only add noise to it.
 */
function samplingDirection(z: Float64Array, groups: readonly ChannelGroup[], hasLikelihood: boolean): number {
  const logprobs = groups.includes('logprobs') ? (z[tailLogprob] as number) : 0;
  const texts = hasLikelihood ? (z[likelihood] as number) : (z[typicality] as number) + (z[diversity] as number);
  return (z[rarity] as number) - texts - logprobs;
}

/** All properties together, and the property whose total over goldens moved most, scaled to unit variance. */
function propertySums(
  z: Float64Array,
  layout: FeatureLayout,
  weights: Float64Array,
): { squares: number; largestTotal: number } {
  let squares = 0;
  const totals = new Map<string, { sum: number; count: number }>();
  layout.properties.forEach((names, golden) => {
    names.forEach((name, property) => {
      const value = (z[layout.propertyColumn(golden, property)] as number) * (weights[golden] as number);
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
