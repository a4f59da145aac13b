import type { Fact } from '../domain/evidence.ts';
import type { Judgement } from '../domain/judgement.ts';

/**
 * What means that the thing behind the pinned ID is another, or that it is given something else, weightiest first. What is
 * not here says less (a new class of errors, a new finish reason) or is our own doing (the client library).
 */
const weighty: readonly Fact['kind'][] = [
  'reported-model',
  'fingerprint',
  'noiseless-output',
  'echoed-parameters',
  'prompt-tokens',
];

/**
 * The facts of a run that people are told at once, the weightiest first. Those that may flap by themselves are shown by
 * `show` and `report` only: telling of them would be an alarm without a promise. So are values where there had been none,
 * which a newer reader of ours may be the first to see.
 */
export function factsToTell({ evidence }: Pick<Judgement, 'evidence'>): Fact[] {
  return evidence.facts
    .filter(({ kind, trust, was }) => trust === 'strong' && weighty.includes(kind) && was.length > 0)
    .sort((a, b) => weighty.indexOf(a.kind) - weighty.indexOf(b.kind));
}

/**
 * Names the telling of what a run found. It is remembered as told under this name by whichever alert tells it: one of its
 * own, or one that updates an incident.
 */
export function factAlertId({ endpoint, epoch, run }: Pick<Judgement, 'endpoint' | 'epoch' | 'run'>): string {
  return `${endpoint}/${epoch}/${run}/fact`;
}
