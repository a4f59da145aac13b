import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Fact } from '../../domain/verdict/evidence.ts';
import { plural } from './format.ts';
import { cutEnd } from './printable.ts';

/** Values that were known and that are sent and named, the newest ones; columns of a value that is sent. */
const [mostSent, mostNamed, mostColumns] = [20, 4, 200];

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
  'one-run': 'one run unlike all before it',
  'failed-calls': 'share of failed calls',
  configuration: 'configuration (ours)',
  'golden-version': 'version that is watched',
};

/** What was constant, in words. */
export function factKind({ kind }: Pick<Fact, 'kind'>): string {
  return kinds[kind];
}

/** `prompt tokens of ticket-json` */
export function factSubject(fact: Pick<Fact, 'kind' | 'golden'>): string {
  if (fact.golden === undefined) return factKind(fact);
  if (fact.kind === 'noiseless-output') return `the answer of ${goldenName(fact.golden)}, which never varied`;
  return `${factKind(fact)} of ${goldenName(fact.golden)}`;
}

/** `reported model, prompt tokens`, `reported model and 3 more`: the kinds that changed, short enough for a headline. */
export function factKinds(facts: readonly Pick<Fact, 'kind'>[]): string {
  const names = [...new Set(facts.map(factKind))];
  return names.length <= 2 ? names.join(', ') : `${names[0]} and ${names.length - 1} more`;
}

/** `6 requests in 3 runs` */
export function factReach(fact: Pick<Fact, 'requests' | 'runs'>): string {
  return `${plural(fact.requests, 'request')} in ${plural(fact.runs.length, 'run')}`;
}

/** Whether the values are a provider's own words and not, possibly, the customer's. */
export function isPublicValue({ kind }: Pick<Fact, 'kind'>): boolean {
  return kind !== 'echoed-parameters' && kind !== 'noiseless-output';
}

/** What it was and what it is now, safe to send: cut where an endpoint says very much, none where it may be a customer's. */
export function publicValues(fact: Pick<Fact, 'kind' | 'was' | 'now'>): Pick<Fact, 'was' | 'now'> | undefined {
  if (!isPublicValue(fact)) return undefined;
  const [now = '', ...was] = [fact.now, ...fact.was.slice(-mostSent)].map((value) =>
    cutEnd(value.slice(0, 4 * mostColumns), mostColumns),
  );
  return { was, now };
}

/** `reported model: gpt-4.1-2025-04-14 → gpt-4.1-2025-06-01 (4 requests in 2 runs)`, with what may be sent. */
export function publicFact(fact: Fact): string {
  const values = publicValues(fact);
  return `${factSubject(fact)}${values === undefined ? '' : `: ${changeWords(values)}`} (${factReach(fact)})`;
}

/** `412 → 431`; of many values that were known the newest ones are named. */
export function changeWords({ was, now }: Pick<Fact, 'was' | 'now'>): string {
  const left = was.length - mostNamed;
  const known = was.slice(-mostNamed).join(', ');
  return `${left > 0 ? `${left} others, ` : ''}${known === '' ? 'none' : known} → ${now}`;
}

/** How far a provider's field can be believed, in words. */
export function trustWords(trust: Fact['trust']): string {
  return trust === 'strong' ? 'changes only with what is served' : 'may flap by itself';
}
