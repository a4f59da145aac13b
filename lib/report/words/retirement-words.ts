import { type Retirement, retirement } from '../../domain/endpoint/retirement.ts';
import { plural } from './format.ts';
import { printable } from './printable.ts';
import { utcDate } from './time.ts';

/** What is to be done about it, by the mark that was passed. */
const advice: Readonly<Record<Retirement['mark'], string>> = {
  90: 'Choose its successor.',
  30: 'Compare it with its successor before that.',
  7: 'Calls may fail from then on.',
  past: 'Calls may fail at any time, or another model may answer them.',
};

/** `retires in 23 days, on 15 Dec 2026`; undefined while that is more than 90 days away. */
export function retirementWords(retiresAt: string | undefined, now: string): string | undefined {
  const coming = retirement(retiresAt, now);
  return coming === undefined ? undefined : whenWords(coming);
}

/** The same as a warning about a model, with what to do. */
export function retirementWarning(model: string, retiresAt: string | undefined, now: string): string | undefined {
  const coming = retirement(retiresAt, now);
  return coming === undefined ? undefined : `${printable(model)} ${whenWords(coming)}. ${advice[coming.mark]}`;
}

function whenWords({ on, days }: Retirement): string {
  if (days === 0) return `retires today, ${utcDate(on)}`;
  if (days < 0) return `was to retire ${plural(-days, 'day')} ago, on ${utcDate(on)}`;
  return `retires in ${plural(days, 'day')}, on ${utcDate(on)}`;
}
