import type { ReplaySignals } from '../../replay/replay-signals.ts';

/** Time that is kept for storing what arrived and for answering. */
export const reserveMs = 20_000;

/** The most that a request in flight is waited for at the end; slower ones are broken off and made again. */
const longestPatienceMs = 120_000;

/**
 * Signals that end a replay before the Lambda is ended: first nothing new is sent, so that what is in flight can come to
 * its end, then what is still in flight is broken off.
 */
export function deadlineSignals(remainingMs: number, timeoutSeconds: number): ReplaySignals {
  const cancelMs = Math.max(0, remainingMs - reserveMs);
  const patienceMs = Math.min(timeoutSeconds * 1000, longestPatienceMs, cancelMs / 2);
  return { stop: AbortSignal.timeout(cancelMs - patienceMs), cancel: AbortSignal.timeout(cancelMs) };
}
