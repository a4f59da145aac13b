import type { ChannelGroup } from '../domain/evidence.ts';
import { Bag } from './bag.ts';
import type { Panel, PanelRun } from './panel.ts';
import { RunSet } from './run-set.ts';
import { combine, type Nonconformity, runStatistics, type Scales, standardise } from './statistics.ts';

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

  constructor(set: RunSet, columns: Scales, statistics: Scales) {
    this.set = set;
    this.columns = columns;
    this.statistics = statistics;
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
    const row = standardise(this.set.row(run), this.columns);
    return { ...combine(standardise(runStatistics(row, this.columns, this.set.panel), this.statistics), groups), row };
  }
}
