import { type AlertLog, claimLapsesAfterMs } from '../../../lib/ports/alert-log.ts';
import { instantBefore, sortableInstant } from '../../../lib/stores/instant.ts';

export class MemoryAlertLog implements AlertLog {
  readonly #claims = new Map<string, { claimedAt: string; sent: boolean }>();

  async claim(alertId: string, at: string): Promise<boolean> {
    const claim = this.#claims.get(alertId);
    const [lapsed, ahead] = [instantBefore(at, claimLapsesAfterMs), instantBefore(at, -claimLapsesAfterMs)];
    if (claim !== undefined && (claim.sent || (claim.claimedAt > lapsed && claim.claimedAt < ahead))) return false;
    this.#claims.set(alertId, { claimedAt: sortableInstant(at), sent: false });
    return true;
  }

  async confirm(alertId: string, at: string): Promise<void> {
    this.#claims.set(alertId, { claimedAt: sortableInstant(at), sent: true });
  }

  async release(alertId: string): Promise<void> {
    if (this.#claims.get(alertId)?.sent === false) this.#claims.delete(alertId);
  }
}
