import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import { goldenWeights } from './load-sensitivity.ts';
import type { Panel, PanelRun } from './panel.ts';
import { RunSet } from './run-set.ts';
import { columnScales, type Scales, standardise } from './scales.ts';
import { combine, type Nonconformity, runStatistics, standardiseStatistics } from './statistics.ts';

/** Scores of every run of a bag, and what they were standardised by. */
export interface BagScores {
  readonly runs: readonly Nonconformity[];
  readonly columns: Scales;
  readonly statistics: Scales;
  /** Standardised row of the run that was added last. */
  readonly newest: Float64Array;
}

/**
 * Runs that are scored together, each against all others. Every score is a symmetric function of the bag, so the rank of
 * the newest among them is uniform whatever the distribution of runs, as long as nothing changed.
 *
 * Scoring takes time O(runs x goldens).
 */
export class Bag {
  readonly #set: RunSet;
  readonly #runs: PanelRun[];

  constructor(panel: Panel, runs: readonly PanelRun[] = [], set?: RunSet) {
    this.#set = set ?? new RunSet(panel);
    this.#runs = [];
    for (const run of runs) {
      this.#runs.push(run);
      if (set === undefined) this.#set.add(run);
    }
  }

  get panel(): Panel {
    return this.#set.panel;
  }

  /** In the order in which they were added. */
  get runs(): readonly PanelRun[] {
    return this.#runs;
  }

  add(run: PanelRun): void {
    this.#set.add(run);
    this.#runs.push(run);
  }

  /** Scores every run against all others, in the order in which they were added. */
  score(groups: readonly ChannelGroup[]): BagScores {
    const rows = this.#runs.map((run, i) => this.#set.row(run, i));
    const columns = columnScales(rows);
    const weights = goldenWeights(columns, this.panel);
    const statistics = rows.map((row) => runStatistics(standardise(row, columns), columns, weights, this.panel));
    const scales = standardiseStatistics(statistics, groups);
    return {
      runs: statistics.map((row) => combine(row, groups)),
      columns,
      statistics: scales,
      newest: rows.at(-1) as Float64Array,
    };
  }

  /** A bag that can go its own way; runs are shared, as they never change. */
  clone(): Bag {
    return new Bag(this.panel, this.#runs, this.#set.clone());
  }
}
