import { type ConfigurationChange, currentEpoch, type Epoch } from '../../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { ReportRun } from './report-run.ts';

/**
 * Where an endpoint stands: what a person wants to know first.
 *
 * - `drift`: a change is open, whatever the newest run alone would say;
 * - `suspected`, `below-floor`, `no-drift`: judged, and no alarm;
 * - `inconclusive`: learning, or too little arrived;
 * - `waiting`: nothing has been judged in this epoch yet;
 * - `changed`: nothing has been judged since the configuration changed.
 */
export interface EndpointState {
  readonly kind: 'drift' | 'suspected' | 'below-floor' | 'no-drift' | 'inconclusive' | 'waiting' | 'changed';
  /** The epoch that is watched now; 0 before the first. */
  readonly epoch: number;
  /** The newest judgement of that epoch. */
  readonly latest?: Judgement;
  /** How what is configured now differs from what was watched last, where nothing of it was judged yet. */
  readonly change?: ConfigurationChange;
  /** The open or acknowledged incident, when there is one. */
  readonly incident?: Incident;
  /** The judgement that raised the alarm. */
  readonly alarm?: Judgement;
  /** The newest judgement that explains the change; it has an `explanation`. */
  readonly explained?: Judgement;
}

/** Derives the state from runs (oldest first), epochs and incidents. */
export function endpointState(
  runs: readonly ReportRun[],
  epochs: readonly Epoch[],
  incidents: readonly Incident[],
  change?: ConfigurationChange,
): EndpointState {
  const epoch = currentEpoch(epochs)?.number ?? runs.at(-1)?.epoch ?? 0;
  const judgements = runs.flatMap(({ judgement }) => (judgement?.epoch === epoch ? [judgement] : []));
  // By the order in which they were judged, where it was kept: a clock may have been set back.
  const latest = judgements.reduce<Judgement | undefined>(
    (a, b) => (a && (a.sequence ?? 0) > (b.sequence ?? 0) ? a : b),
    undefined,
  );
  const incident = incidents.findLast((one) => one.epoch === epoch && isActive(one));
  const alarms = judgements.filter(({ verdict }) => verdict.kind === 'drift-detected');
  const alarm = incident === undefined ? alarms.at(-1) : alarms.find(({ run }) => run === incident.openedByRun);
  const drifting = incident !== undefined || latest?.verdict.kind === 'drift-detected';
  const explained = judgements.findLast(({ explanation }) => explanation !== undefined);
  return {
    kind: change !== undefined ? 'changed' : drifting ? 'drift' : quietKind(latest),
    epoch,
    ...(latest === undefined ? {} : { latest }),
    ...(change === undefined ? {} : { change }),
    ...(incident === undefined ? {} : { incident }),
    ...(drifting && alarm !== undefined ? { alarm } : {}),
    ...(drifting && explained !== undefined ? { explained } : {}),
  };
}

function quietKind(latest: Judgement | undefined): EndpointState['kind'] {
  if (latest === undefined) return 'waiting';
  const { verdict } = latest;
  if (verdict.kind !== 'no-drift-detected') return 'inconclusive';
  if (verdict.suspected) return 'suspected';
  return verdict.belowEffectFloor === undefined ? 'no-drift' : 'below-floor';
}
