import { type Coverage, isCovered } from '../../domain/verdict/coverage.ts';
import type { RunEvidence } from '../../domain/verdict/evidence.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';

/**
 * What is decided, as far as it is covered: that there is no drift is said only where enough was judged. Drift stays what
 * it is, however little was judged; coverage says of how much.
 */
export function coveredVerdict(
  verdict: Verdict,
  coverage: Coverage | undefined,
  { counted }: Pick<RunEvidence, 'counted'>,
): Verdict {
  if (coverage === undefined || isCovered(coverage) || !isOfGoldens(verdict, counted)) return verdict;
  const { circumstances } = coverage;
  return {
    kind: 'inconclusive',
    reason: circumstances === undefined ? 'partly-covered' : 'new-circumstances',
    needed: { runs: circumstances === undefined ? 0 : circumstances.needed - circumstances.references, drawsPerRun: 0 },
    earliestAlarmRuns: verdict.kind === 'drift-detected' ? null : verdict.earliestAlarmRuns,
  };
}

/** Whether a verdict is no drift, or none because of some goldens: a run that counts has enough answers in all. */
function isOfGoldens(verdict: Verdict, counted: boolean): boolean {
  if (verdict.kind === 'no-drift-detected') return true;
  return verdict.kind === 'inconclusive' && counted && verdict.reason === 'too-few-samples';
}
