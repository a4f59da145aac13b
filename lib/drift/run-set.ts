import { ContextTable } from './context-table.ts';
import type { Panel, PanelRun } from './panel.ts';
import { RarityTable } from './rarity-table.ts';
import { addSketches, similarity, sketchSize } from './sketch.ts';

/** What a set of runs adds up to, by golden. */
export interface RunSums {
  /** Runs that have the golden. */
  readonly counts: Int32Array;
  /** Sum of their sketches, `sketchSize` numbers a golden. */
  readonly sketches: Int32Array;
  readonly chosen: ContextTable;
  readonly alternatives: ContextTable;
  /** Over all goldens: pairs of units, and units of their golden. */
  readonly pairs: RarityTable;
  readonly units: RarityTable;
}

function emptySums({ goldens, contexts }: Panel): RunSums {
  return {
    counts: new Int32Array(goldens.length),
    sketches: new Int32Array(goldens.length * sketchSize),
    chosen: new ContextTable(contexts.chosen),
    alternatives: new ContextTable(contexts.alternatives),
    pairs: new RarityTable(),
    units: new RarityTable(),
  };
}

/**
 * Sums over a set of runs, from which any run, a member or not, is compared with all of them (but itself) in time
 * O(goldens), whatever the number of runs. Everything is a sum or a count: the order of the runs does not matter.
 */
export class RunSet {
  readonly panel: Panel;
  readonly sums: RunSums;

  constructor(panel: Panel, sums: RunSums = emptySums(panel)) {
    this.panel = panel;
    this.sums = sums;
  }

  clone(): RunSet {
    const { counts, sketches, chosen, alternatives, pairs, units } = this.sums;
    return new RunSet(this.panel, {
      counts: counts.slice(),
      sketches: sketches.slice(),
      chosen: chosen.clone(),
      alternatives: alternatives.clone(),
      pairs: pairs.clone(),
      units: units.clone(),
    });
  }

  /** The same sums with only the most frequent contexts of log-probabilities, a golden and table. */
  withFewerContexts(limit: number): RunSet {
    const { chosen, alternatives } = this.sums;
    return new RunSet(this.panel, {
      ...this.sums,
      chosen: chosen.mostFrequent(limit),
      alternatives: alternatives.mostFrequent(limit),
    });
  }

  add({ profiles, sketches, chosen, alternatives, features }: PanelRun): void {
    const { sums } = this;
    profiles.forEach((profile, golden) => {
      if (profile !== undefined) sums.counts[golden] = (sums.counts[golden] as number) + 1;
    });
    addSketches(sums.sketches, sketches);
    sums.chosen.add(chosen);
    sums.alternatives.add(alternatives);
    sums.pairs.add(features.pairs);
    sums.units.add(features.units);
  }

  /**
   * All numbers of a run, in the columns of the panel; NaN for what cannot be known.
   *
   * @param member place of the run in the order of `add`, so that it is not compared with itself; left out if it is none.
   */
  row({ profiles, sketches, norms, chosen, alternatives, features }: PanelRun, member?: number): Float64Array {
    const { panel, sums } = this;
    const row = panel.row(profiles);
    const isMember = member !== undefined;
    profiles.forEach((profile, golden) => {
      if (profile === undefined) return;
      const others = (sums.counts[golden] as number) - (isMember ? 1 : 0);
      if (others > 0) {
        const all = similarity(sketches, sums.sketches, golden * sketchSize);
        const cross = (all - (isMember ? (norms[golden] as number) : 0)) / others;
        // Distance from the other runs, up to a constant. A single draw has no similarity to itself; it is left out.
        row[panel.column('difference', golden)] = (Number.isNaN(profile.self) ? 0 : profile.self) - 2 * cross;
        row[panel.column('cross', golden)] = cross;
      }
      row[panel.column('chosen', golden)] = sums.chosen.distance(chosen, golden, isMember);
      row[panel.column('alternatives', golden)] = sums.alternatives.distance(alternatives, golden, isMember);
    });
    const draws = Math.max(1, features.draws);
    const rare = (table: RarityTable, of: Uint16Array) =>
      (isMember ? table.uniqueTo(member) : table.unseen(of)) / draws;
    row[panel.runColumn('rarePairs')] = rare(sums.pairs, features.pairs);
    row[panel.runColumn('rareUnits')] = rare(sums.units, features.units);
    return row;
  }
}
