import type { RunPlan, RunRecord } from '../domain/run.ts';
import type { RunStore } from './ports.ts';

/** The run before an open one is usually over; more are open only while workers fail again and again. */
const lookBack = 5;

/** When the newest run of an endpoint that is over came to its end; undefined before the first. */
export async function lastFinishedAt(
  newest: RunRecord | undefined,
  runs: Pick<RunStore, 'list'>,
): Promise<string | undefined> {
  if (newest?.status !== 'open') return newest?.finishedAt;
  const { endpoint, plannedAt: until } = newest;
  return (await runs.list({ endpoint, until, last: lookBack })).findLast(({ status }) => status !== 'open')?.finishedAt;
}

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
