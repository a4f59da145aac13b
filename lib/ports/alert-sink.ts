import type { Alert } from '../domain/verdict/alert.ts';
import type { Severity } from '../domain/verdict/severity.ts';

/** Tells people. Rejects if the message did not get through. */
export interface AlertSink {
  send(alert: Alert): Promise<void>;
  /** Told only of what is at least so severe; of everything if left out. */
  readonly minSeverity?: Severity;
}
