import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { addKernels } from '../stats/add-kernels.ts';
import { conditionKernel } from '../stats/conditioned-kernel.ts';
import { normalScores } from '../stats/normal-scores.ts';
import type { WindowGroup } from '../stats/window-sums.ts';
import { calibrationRows } from './calibration-rows.ts';
import type { CalibrationRun } from './calibration-run.ts';
import type { FeatureLayout } from './layout.ts';
import { goldenWeights } from './load-sensitivity.ts';
import { productKernel } from './property-kernel.ts';
import { oddSums, propertyColumns } from './property-scores.ts';
import { kernelWithout, valuesWithout } from './rhythm.ts';
import { columnScales, type Scales, standardise } from './scales.ts';
import { sketchKernel } from './sketch-kernel.ts';
import {
  type Channel,
  combine,
  type Nonconformity,
  runStatistics,
  standardiseStatistics,
  statistics,
} from './statistics.ts';
import { unitModel } from './unit-model.ts';

/**
 * Every size up to a dozen, then steps of a fifth: a window a run shorter or longer than the change can be ten times less rare,
 * while neighbouring windows are so alike that all of them together cost hardly more than some.
 */
const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 19, 23, 27, 32, 38, 45, 54, 64];

/** Sizes of the windows of newest runs that are looked at among so many runs. */
export function windowSizes(runs: number): readonly number[] {
  return sizes.filter((size) => size <= runs - fewestOutside);
}

/** Windows in which a few of the runs may be the changed ones, and how many. */
const extremes = { windows: [6, 8, 11, 16, 23, 32, 45, 64], largest: [2, 3, 4, 6] };
/** A golden that so many newest runs lack is gone; one that is missing now and then must be treated alike in all runs. */
const lastRuns = 3;
/** The kernel of units is the sum of two levels, each of which shall have the say of the sketches. */
const unitWeight = Math.SQRT2;
/** Runs outside a window, at least: something has to be left to differ from. */
const fewestOutside = 2;

/** The numbers of a calibration set that are tested. */
export interface WindowGroups {
  readonly groups: readonly WindowGroup[];
  /** What each group is about. */
  readonly channels: readonly Channel[];
  /** Places of the goldens that took part. */
  readonly goldens: readonly number[];
  /** Standardised rows of the runs, in the columns of the layout, and what they were standardised by. */
  readonly rows: readonly Float64Array[];
  readonly columns: Scales;
  /** How far each run stands from all others. */
  readonly totals: readonly Nonconformity[];
  /** Normal scores of the totals, without waves: what a run is ranked by alone. */
  readonly standing: Float64Array;
}

/**
 * Reduces a calibration set to groups of numbers for the window test. A golden that a run lacks is neutral there; one that the newest three
 * runs all lack is gone, and left out of all. Symmetric in the runs but for that. `undefined` where nothing is left.
 *
 * @param members the runs, oldest first.
 * @param waves orthonormal columns over the runs that are taken out of all numbers; see `clockWaves`.
 *
 * Time O(runs^2 goldens).
 */
export function windowGroups(
  members: readonly CalibrationRun[],
  layout: FeatureLayout,
  channelGroups: readonly ChannelGroup[],
  waves: readonly Float64Array[] = [],
): WindowGroups | undefined {
  const last = members.slice(-lastRuns);
  const goldens = layout.goldens.flatMap((_, golden) =>
    last.some(({ profiles }) => profiles[golden] !== undefined) ? [golden] : [],
  );
  if (goldens.length === 0) return undefined;
  const n = members.length;
  const { kernel, cross } = sketchKernel(members, layout.goldens.length, goldens);
  const units = unitModel(members, goldens);
  const raw = calibrationRows(members, cross, layout, goldens, units);
  const columns = columnScales(raw);
  const weights = goldenWeights(columns, layout);
  const rows = raw.map((row) => standardise(row.slice(), columns));
  const runs = rows.map((row) => runStatistics(row, columns, weights, layout));
  standardiseStatistics(runs, channelGroups);
  const totals = runs.map((row) => combine(row, channelGroups));

  const list = new GroupList(n, waves);
  if (channelGroups.includes('text')) {
    list.kernel('wording', 'text', 20, units === undefined ? kernel : addKernels(kernel, units.kernel, n, unitWeight));
    const properties = propertyColumns(raw, layout);
    const standardised = properties.map(({ z }) => z);
    list.kernel('structure', 'properties', 0.1, productKernel(standardised, n));
    list.kernel('length', 'length', 0.5, productKernel(lengthColumns(rows, layout), n));
    const odd = oddSums(properties, n);
    list.scores('odd answers', 'properties', 0.2, odd.all, true);
    list.scores('refusals', 'properties', 0.5, odd.refusal, true);
    list.scores('JSON', 'properties', 0.2, odd.json, true);
  }
  const total = (of: Nonconformity) => of.total;
  const main = channelGroups.includes('text') ? 'text' : 'logprobs';
  list.scores('all', main, 30, totals.map(total), false);
  if (channelGroups.length > 1)
    for (const group of channelGroups)
      list.scores(
        `all ${group}`,
        group,
        3,
        runs.map((row) => combine(row, [group]).total),
        false,
      );
  statistics.forEach(({ name, channel, twoSided, prior }, i) => {
    const of = channel === 'logprobs' ? 'logprobs' : 'text';
    if (prior !== undefined && channelGroups.includes(of))
      list.scores(
        name,
        channel,
        prior,
        runs.map((row) => row[i] as number),
        twoSided,
      );
  });
  list.extremes('some runs', main, 1, totals.map(total));
  return { ...list, goldens, rows, columns, totals, standing: list.scoresOf(totals.map(total)) };
}

class GroupList {
  readonly groups: WindowGroup[] = [];
  readonly channels: Channel[] = [];
  readonly #n: number;
  readonly #waves: readonly Float64Array[];

  constructor(n: number, waves: readonly Float64Array[]) {
    this.#n = n;
    this.#waves = waves;
  }

  kernel(name: string, channel: Channel, prior: number, kernel: Float64Array): void {
    this.#add(channel, {
      kind: 'kernel',
      name,
      prior,
      ...conditionKernel(kernelWithout(kernel, this.#n, this.#waves), this.#n),
      windows: windowSizes(this.#n),
    });
  }

  scores(name: string, channel: Channel, prior: number, values: readonly number[], twoSided: boolean): void {
    this.#add(channel, {
      kind: 'scores',
      name,
      prior,
      scores: this.scoresOf(values),
      twoSided,
      windows: windowSizes(this.#n),
    });
  }

  extremes(name: string, channel: Channel, prior: number, values: readonly number[]): void {
    const windows = extremes.windows.filter((window) => window <= this.#n - fewestOutside);
    const { largest } = extremes;
    if (windows.length > 0)
      this.#add(channel, { kind: 'extremes', name, prior, scores: this.scoresOf(values), windows, largest });
  }

  scoresOf(values: readonly number[]): Float64Array {
    const scores = scoresOf(values);
    return this.#waves.length === 0 ? scores : scoresOf([...valuesWithout(scores, this.#waves)]);
  }

  /** A group in which nothing varies says nothing. */
  #add(channel: Channel, group: WindowGroup): void {
    const numbers = group.kind === 'kernel' ? group.own : group.scores;
    const isFlat = numbers.every((x) => x === 0) && (group.kind !== 'kernel' || group.pairs.every((x) => x === 0));
    if (isFlat) return;
    this.groups.push(group);
    this.channels.push(channel);
  }
}

/** Numbers that are equal but for the order in which sums were taken must be equal in rank. */
function scoresOf(values: readonly number[]): Float64Array {
  return normalScores(values.map((value) => Math.round(value * 1e6)));
}

/** A length that is further out than this, in standard deviations, says no more. */
const farLength = 6;

function lengthColumns(rows: readonly Float64Array[], layout: FeatureLayout): Float64Array[] {
  return layout.goldens.map((_, golden) => {
    const column = layout.column('length', golden);
    const lengths = new Float64Array(rows.length);
    rows.forEach((row, i) => {
      lengths[i] = Math.max(-farLength, Math.min(farLength, row[column] as number));
    });
    return lengths;
  });
}
