/**
 * Remembers which alerts have gone out, so that a repeated delivery tells nobody twice: claim, send, then confirm or
 * release. A claim that was neither confirmed nor released within `claimLapsesAfterMs` belongs to somebody who was killed
 * before or while sending; the next one may claim it, because an alert told twice is better than one told never. So does one
 * that is dated so far ahead: the clock of whoever made it was wrong, and it might hold for years.
 */
export interface AlertLog {
  /** True for the caller that may send it now; false if it was sent or is being sent. `at` is the caller's time. */
  claim(alertId: string, at: string): Promise<boolean>;
  /** The alert got through: nobody may claim it any more. */
  confirm(alertId: string, at: string): Promise<void>;
  /** Gives the claim back after a delivery that failed; does nothing to an alert that was confirmed. */
  release(alertId: string): Promise<void>;
}

/** How long an unconfirmed claim on an alert holds: as long as the longest sender lives (a Lambda, 15 minutes). */
export const claimLapsesAfterMs = 15 * 60_000;
