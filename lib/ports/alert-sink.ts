import type { Alert } from '../domain/verdict/alert.ts';

/** Tells people. Rejects if the message did not get through. */
export interface AlertSink {
  send(alert: Alert): Promise<void>;
}
