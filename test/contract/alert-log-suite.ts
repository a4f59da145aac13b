import { describe, expect, it } from 'vitest';
import { claimLapsesAfterMs } from '../../lib/ports/alert-log.ts';
import type { Handles } from './stores-suite.ts';

export function describeAlertLog({ here, elsewhere }: Handles): void {
  describe('the alert log', () => {
    const at = '2026-11-22T09:00:00.000Z';
    const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();

    it('lets one caller send an alert', async () => {
      expect(await here().alerts.claim('alert-1', at)).toBe(true);
      expect(await elsewhere().alerts.claim('alert-1', at)).toBe(false);
      expect(await elsewhere().alerts.claim('alert-2', at)).toBe(true);
    });

    it('lets exactly one of many racing callers send it', async () => {
      const claims = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? here() : elsewhere()).alerts.claim('alert-1', at)),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('lets it be sent after a failed delivery, and never after one that got through', async () => {
      await here().alerts.claim('alert-1', at);
      await here().alerts.release('alert-1');
      expect(await elsewhere().alerts.claim('alert-1', at)).toBe(true);
      await elsewhere().alerts.confirm('alert-1', at);
      await here().alerts.release('alert-1');
      expect(await here().alerts.claim('alert-1', later(10 * 365 * 86_400_000))).toBe(false);
    });

    it('lets it be sent once more when the claimant was killed before it could say so', async () => {
      await here().alerts.claim('alert-1', at);
      expect(await elsewhere().alerts.claim('alert-1', later(claimLapsesAfterMs - 1))).toBe(false);
      expect(await elsewhere().alerts.claim('alert-1', later(claimLapsesAfterMs))).toBe(true);
      expect(await here().alerts.claim('alert-1', later(claimLapsesAfterMs + 1))).toBe(false);
    });

    it('lets it be sent although the claimant, who was killed, had a clock that was years ahead', async () => {
      await here().alerts.claim('alert-1', later(3 * 365 * 86_400_000));
      expect(await elsewhere().alerts.claim('alert-1', at)).toBe(true);
      expect(await here().alerts.claim('alert-1', later(1 - claimLapsesAfterMs)), 'a little behind').toBe(false);
    });

    it('does not mind giving back what nobody claimed', async () => {
      await here().alerts.release('alert-1');
      expect(await here().alerts.claim('alert-1', at)).toBe(true);
    });
  });
}
