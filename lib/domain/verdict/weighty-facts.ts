import type { Fact } from './evidence.ts';

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
  'one-run',
  'failed-calls',
  'configuration',
  'golden-version',
];

/**
 * The facts that people are told at once, the weightiest first. Those that may flap by themselves are shown by `show` and
 * `report` only: telling of them would be an alarm without a promise. So are values where there had been none, which a
 * newer reader of ours may be the first to see.
 */
export function weightyFacts(facts: readonly Fact[]): Fact[] {
  return facts
    .filter(({ kind, trust, was }) => trust === 'strong' && weighty.includes(kind) && was.length > 0)
    .sort((a, b) => weighty.indexOf(a.kind) - weighty.indexOf(b.kind));
}

/** Whether a fact tells of our own watching and not of the endpoint: it is told, and no warning afterwards. */
export function isOurs({ kind }: Pick<Fact, 'kind'>): boolean {
  return kind === 'configuration' || kind === 'golden-version';
}
