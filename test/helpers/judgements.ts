import type { RunRecord } from '../../lib/domain/run/run.ts';
import type { Fact } from '../../lib/domain/verdict/evidence.ts';
import type { Judgement } from '../../lib/domain/verdict/judgement.ts';
import type { Verdict } from '../../lib/domain/verdict/verdict.ts';

export const drift: Verdict = {
  kind: 'drift-detected',
  alarms: [{ channel: 'text', group: 'text', logStatistic: 12, logThreshold: 9 }],
  effect: { estimate: 0.3, low: 0.2, high: 0.4 },
  effectFloor: 0,
};
export const noDrift: Verdict = { kind: 'no-drift-detected', suspected: false, earliestAlarmRuns: 4 };
export const learning: Verdict = {
  kind: 'inconclusive',
  reason: 'learning',
  needed: { runs: 7, drawsPerRun: 0 },
  earliestAlarmRuns: null,
};

/** A fact that is worth telling, unless `more` says otherwise. */
export function factOf(kind: Fact['kind'], more: Partial<Fact> = {}): Fact {
  return { kind, was: ['as ever'], now: 'another', runs: ['run-1', 'run-2'], requests: 2, trust: 'strong', ...more };
}

/** A judgement as short as it can be. */
export function judgementOf(
  run: Pick<RunRecord, 'run' | 'endpoint' | 'epoch' | 'plannedAt'>,
  verdict: Verdict,
  facts: readonly Fact[] = [],
): Judgement {
  return {
    run: run.run,
    endpoint: run.endpoint,
    epoch: run.epoch,
    detector: 'detector/test',
    evidence: {
      run: run.run,
      at: run.plannedAt,
      baselineRuns: 24,
      planned: 4,
      completed: 4,
      failed: 0,
      counted: true,
      channels: [],
      facts: [...facts],
    },
    verdict,
  };
}
