import { goldenName } from '../../domain/golden/golden-key.ts';
import type { RateKind } from '../../domain/verdict/evidence.ts';

/** Whatever names a rate: one of a run, or a change between before and after. */
export interface NamedRate {
  readonly name: string;
  readonly kind?: RateKind | undefined;
  readonly golden?: string | undefined;
}

const prefix = 'expectation:';

const propertyWords: Readonly<Record<string, string>> = {
  json: 'is a JSON value',
  refusal: 'refuses',
  stop: 'ends by itself',
  empty: 'is empty',
  'tool-call': 'calls a tool',
  'invalid-tool-arguments': 'has tool arguments that are not JSON',
};

/** Whether a rate counts failures; the other kind counts answers that have a property, which is neither good nor bad. */
export function isFailureRate(rate: NamedRate): boolean {
  if (rate.kind !== undefined) return rate.kind === 'expectation';
  return rate.name.startsWith(prefix) || !Object.hasOwn(propertyWords, rate.name);
}

/** What a rate counts, in words that follow "the answer". */
export function rateName(rate: NamedRate): string {
  if (rate.name.startsWith(prefix)) return rate.name.slice(prefix.length);
  return isFailureRate(rate) ? rate.name : (propertyWords[rate.name] ?? rate.name);
}

/**
 * The same without what a golden expects: names that were made from an expected text, pattern or answer quote it, and
 * that is the customer's. For messages that leave the project.
 */
export function publicRateName(rate: NamedRate): string {
  return rateName(rate)
    .replace(/^(contains|equals) "[\s\S]*$/, '$1 a given text')
    .replace(/^matches \/[\s\S]*$/, 'matches a given pattern');
}

/** `ticket-json · is JSON`; a rate that is pooled over goldens says so. */
export function rateTitle(rate: NamedRate, name = rateName(rate)): string {
  return `${rate.golden === undefined ? 'all goldens' : goldenName(rate.golden)} · ${name}`;
}

/** A rate before and after, as far as its order matters. */
interface Moved {
  readonly before: { readonly low: number; readonly high: number };
  readonly after: { readonly low: number; readonly high: number };
}

/** Room between the two intervals, 0 to 1; negative by as much as they overlap. */
export function intervalGap({ before, after }: Moved): number {
  return Math.max(after.low - before.high, before.low - after.high);
}

/** One rate for each name, the first: a golden's rate beside the pooled one, or the other way round, says little more. */
export function oncePerName<T extends NamedRate>(rates: readonly T[]): T[] {
  return rates.filter(({ name }, i) => rates.findIndex((other) => other.name === name) === i);
}

/** The clearest changes first: a large change of few draws is less clear than a small one of many. */
export function byClarity<T extends Moved>(rates: readonly T[]): T[] {
  return [...rates].sort((a, b) => intervalGap(b) - intervalGap(a));
}
