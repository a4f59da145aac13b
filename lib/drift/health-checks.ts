import { doubtfulBelow, type HealthCheck } from '../domain/verdict/baseline-health.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { kolmogorovSmirnovUniform } from '../stats/kolmogorov-smirnov.ts';
import { kruskalWallis } from '../stats/kruskal-wallis.ts';
import { rankAutocorrelation } from '../stats/spearman.ts';

const fewestRuns = 20;
const fewestRunsAnHour = 3;

/**
 * Looks whether runs are exchangeable, which everything rests on, from their ranks while nothing changed: neighbours must
 * not be alike (autocorrelation at lag 1), no hour of the day may be special, and the ranks must be uniform. A small
 * p-value here means that noise comes in episodes or with the clock; alarms are then less rare than promised.
 *
 * @param judgements of one epoch, oldest first; those with drift are left out.
 *
 * Time O(n log n).
 */
export function healthChecks(judgements: readonly Judgement[]): readonly HealthCheck[] {
  const ranked = judgements.flatMap(({ evidence, verdict }) => {
    const channel = evidence.channels[0];
    // p-values of windows overlap; the rank of a run alone does not.
    if (channel?.rank === undefined || verdict.kind === 'drift-detected') return [];
    return [{ pValue: channel.rank, at: evidence.at }];
  });
  return checksOf(ranked);
}

/** A rank, and when its run was. */
export interface RankedRun {
  readonly pValue: number;
  readonly at: string;
}

/** The same checks of ranks, oldest first. */
export function checksOf(ranked: readonly RankedRun[]): readonly HealthCheck[] {
  const ranks = ranked.map(({ pValue }) => pValue);
  const runs = ranks.length;
  if (runs < fewestRuns)
    return [
      { name: 'rank-autocorrelation', runs },
      { name: 'hour-of-day', runs },
      { name: 'uniformity', runs },
    ];
  const byHour = Map.groupBy(ranked, ({ at }) => new Date(at).getUTCHours());
  const hours = [...byHour.values()]
    .map((group) => group.map(({ pValue }) => pValue))
    .filter((group) => group.length >= fewestRunsAnHour);
  return [
    { name: 'rank-autocorrelation', runs, pValue: rankAutocorrelation(ranks).pValue },
    { name: 'hour-of-day', runs, ...(hours.length < 3 ? {} : { pValue: kruskalWallis(hours).pValue }) },
    { name: 'uniformity', runs, pValue: kolmogorovSmirnovUniform(ranks).pValue },
  ];
}

/** Assumptions that are doubtful by the ranks of these runs, oldest first. */
export function doubtsOf(
  runs: readonly { readonly rank?: number | undefined; readonly at: string }[],
): readonly HealthCheck['name'][] {
  const ranked = runs.flatMap(({ rank, at }) => (rank === undefined ? [] : [{ pValue: rank, at }]));
  return checksOf(ranked).flatMap(({ name, pValue = 1 }) => (pValue < doubtfulBelow ? [name] : []));
}
