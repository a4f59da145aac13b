import { type Coverage, isCovered } from '../../domain/verdict/coverage.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';

/**
 * What is decided, as far as it is covered: that there is no drift is said only where enough was judged. Drift stays what
 * it is, however little was judged; coverage says of how much.
 */
export function coveredVerdict(verdict: Verdict, coverage: Coverage | undefined): Verdict {
  if (verdict.kind !== 'no-drift-detected' || coverage === undefined || isCovered(coverage)) return verdict;
  const reason = coverage.circumstances === undefined ? 'partly-covered' : 'new-circumstances';
  const { references = 0, needed = 0 } = coverage.circumstances ?? {};
  return {
    kind: 'inconclusive',
    reason,
    needed: { runs: Math.max(0, needed - references), drawsPerRun: 0 },
    earliestAlarmRuns: verdict.earliestAlarmRuns,
  };
}
