import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { Bag } from './bag.ts';
import { referenceRuns } from './detector-settings.ts';
import { goldenWeights } from './load-sensitivity.ts';
import type { Panel, PanelRun } from './panel.ts';
import { RunSet } from './run-set.ts';
import { type Scales, standardise } from './scales.ts';
import { addSampling, combine, type Nonconformity, runStatistics } from './statistics.ts';

/** Contexts of log-probabilities that are kept a golden, the most frequent first: what is stored stays small. */
const keptContexts = 48;

/**
 * A fixed set of runs that later runs are scored against. A score depends on its run and on the reference alone, so runs
 * outside the reference can be ranked among each other, in time and memory that do not grow.
 */
export class Reference {
  readonly set: RunSet;
  readonly columns: Scales;
  readonly statistics: Scales;
  readonly #weights: Float64Array;
  readonly #comparable: readonly number[];

  constructor(set: RunSet, columns: Scales, statistics: Scales) {
    this.set = set;
    this.columns = columns;
    this.statistics = statistics;
    this.#weights = goldenWeights(columns, set.panel);
    this.#comparable = set.panel.comparable(set.sums.counts);
  }

  /** Scales come from how the runs of the reference differ from each other. */
  static of(panel: Panel, runs: readonly PanelRun[], groups: readonly ChannelGroup[]): Reference {
    const all = new RunSet(panel);
    for (const run of runs) all.add(run);
    const set = all.withFewerContexts(keptContexts);
    const { columns, statistics } = new Bag(panel, runs, set).score(groups);
    return new Reference(set, columns, statistics);
  }

  score(run: PanelRun, groups: readonly ChannelGroup[]): Nonconformity & { readonly row: Float64Array } {
    const row = standardiseBeyond(this.set.row(run), this.columns, this.#comparable);
    const statistics = runStatistics(row, this.columns, this.#weights, this.set.panel);
    const standardised = addSampling(standardiseBeyond(statistics, this.statistics), this.statistics, groups);
    return { ...combine(standardised, groups), row };
  }
}

/**
 * Standardises by scales that were made without this row. Where the reference never varied there is no spread to divide
 * by: a row that departs from it there is the only odd one of n + 1, and stands where such a one stands in a bag, sqrt(n)
 * standard deviations away.
 *
 * @param columns those in which it may depart; all if left out.
 */
function standardiseBeyond(row: Float64Array, scales: Scales, columns: Iterable<number> = row.keys()): Float64Array {
  const departures: [number, number][] = [];
  for (const column of columns) {
    const location = scales.location[column] as number;
    const distance = (row[column] as number) - location;
    if (scales.scale[column] === 0 && Math.abs(distance) > rounding * (1 + Math.abs(location)))
      departures.push([column, Math.sign(distance) * Math.sqrt(referenceRuns)]);
  }
  standardise(row, scales);
  for (const [column, z] of departures) row[column] = z;
  return row;
}

/** Under this share of a number, it is rounding in sums of equal numbers. */
const rounding = 1e-9;
