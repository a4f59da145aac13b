import { type Coverage, isCovered } from '../../domain/verdict/coverage.ts';
import type { RunEvidence } from '../../domain/verdict/evidence.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';

/**
 * What is decided, as far as it is covered: that there is no drift is said only where enough was judged, by the rule that
 * `isCovered` states. Drift stays what it is, however little was judged; coverage says of how much.
 */
export function coveredVerdict(
  verdict: Verdict,
  coverage: Coverage | undefined,
  evidence: Pick<RunEvidence, 'counted' | 'channels'>,
): Verdict {
  if (coverage === undefined || !isOfGoldens(verdict, evidence)) return verdict;
  const earliestAlarmRuns = verdict.kind === 'drift-detected' ? null : verdict.earliestAlarmRuns;
  if (isCovered(coverage)) {
    if (verdict.kind === 'no-drift-detected' || earliestAlarmRuns === null) return verdict;
    return { kind: 'no-drift-detected', suspected: isSuspected(evidence), earliestAlarmRuns };
  }
  const { circumstances } = coverage;
  return {
    kind: 'inconclusive',
    reason: circumstances === undefined ? 'partly-covered' : 'new-circumstances',
    needed: { runs: circumstances === undefined ? 0 : circumstances.needed - circumstances.references, drawsPerRun: 0 },
    earliestAlarmRuns,
  };
}

/** Whether a verdict is no drift, or none because of some goldens: of a run that counts enough arrived in all. */
function isOfGoldens(verdict: Verdict, { counted }: Pick<RunEvidence, 'counted'>): boolean {
  if (verdict.kind === 'no-drift-detected') return true;
  return verdict.kind === 'inconclusive' && counted && verdict.reason === 'too-few-samples';
}

/** Past the square root of the threshold, as the detector has it. */
function isSuspected({ channels }: Pick<RunEvidence, 'channels'>): boolean {
  return channels.some(({ logStatistic, logThreshold }) => (logStatistic ?? 0) >= logThreshold / 2);
}
