import type { RunPlan } from '../../domain/run/run.ts';

/**
 * Milliseconds since any run came to its end. Where none ever did, since the oldest of the open ones was planned; zero
 * where nothing was planned yet either.
 */
export function silentMs(finishedAt: readonly string[], open: readonly RunPlan[], now: Date): number {
  const times = (texts: readonly string[]) => texts.map((text) => Date.parse(text));
  const since =
    finishedAt.length > 0
      ? Math.max(...times(finishedAt))
      : Math.min(now.getTime(), ...times(open.map(({ plannedAt }) => plannedAt)));
  return Math.max(0, now.getTime() - since);
}
