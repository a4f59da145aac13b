import type { Fact } from '../domain/evidence.ts';
import { plural } from './format.ts';
import { goldenName } from './rate-words.ts';

const kinds: Readonly<Record<Fact['kind'], string>> = {
  'reported-model': 'reported model',
  fingerprint: 'fingerprint',
  'prompt-tokens': 'prompt tokens',
  'finish-reason': 'finish reason',
  'usage-fields': 'usage fields',
  'echoed-parameters': 'echoed parameters',
  'error-class': 'class of errors',
  'client-library': 'client library (ours)',
  'noiseless-output': 'an answer that never varied',
};

/** What was constant, in words. */
export function factKind({ kind }: Pick<Fact, 'kind'>): string {
  return kinds[kind];
}

/** `prompt tokens of ticket-json` */
export function factSubject(fact: Pick<Fact, 'kind' | 'golden'>): string {
  return fact.golden === undefined ? factKind(fact) : `${factKind(fact)} of ${goldenName(fact.golden)}`;
}

/** `6 requests in 3 runs` */
export function factReach(fact: Pick<Fact, 'requests' | 'runs'>): string {
  return `${plural(fact.requests, 'request')} in ${plural(fact.runs.length, 'run')}`;
}

/** Whether the values are a provider's own words and not, possibly, the customer's. */
export function isPublicValue({ kind }: Pick<Fact, 'kind'>): boolean {
  return kind !== 'echoed-parameters' && kind !== 'noiseless-output';
}

/** How far a provider's field can be believed, in words. */
export function trustWords(trust: Fact['trust']): string {
  return trust === 'strong' ? 'changes only with what is served' : 'may flap by itself';
}
