import type { Stores } from '../../lib/ports/stores.ts';
import { Life } from '../life/life.ts';

/**
 * An endpoint from Monday 16 November 2026 on, hourly: it learns for 8 hours and is quiet until Wednesday 05:00, when the
 * server begins to refuse; nobody accepts that, and Wednesday noon is the last run. One run of Tuesday fails. A promise that
 * is kept loosely makes a short baseline enough.
 */
export async function liveThreeDays(stores: Stores): Promise<Life> {
  const life = new Life('two', {
    stores,
    at: '2026-11-15T23:00:00.000Z',
    goldens: ['letter', 'refund'],
    baselineRuns: 8,
    falseAlarmsPerYear: 40,
  });
  await life.live(30);
  await life.world({ failing: { letter: 'timeout', refund: 'timeout' } }).live(1);
  await life.world({ failing: {} }).live(22);
  await life.world({ refusing: { '*': 0.9 } }).live(7);
  return life;
}
