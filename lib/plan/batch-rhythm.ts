import type { Delivery } from '../domain/endpoint/delivery.ts';

/** So long a run whose requests are at a provider is waited for: it ends a batch after 24 hours, Google's after 48. */
export const batchWithinMs = 50 * 3_600_000;

/** What a provider may take over a batch without anything being wrong. */
const usualSeconds = 86_400;

/** How often a run is due where it counts whether runs are missing: not before the provider has had a day for each batch. */
export function everySecondsWithBatches(everySeconds: number, delivery: Delivery | undefined): number {
  return delivery === 'batch' ? Math.max(everySeconds, usualSeconds) : everySeconds;
}

/** Until when an open run whose requests are at a provider is a sign of life, though nothing comes to its end. */
export function aliveUntil(plannedAt: string, now: Date): Date {
  return new Date(Math.min(now.getTime(), Date.parse(plannedAt) + usualSeconds * 1000));
}
