import type { Alert } from '../domain/verdict/alert.ts';

/** What belongs together where messages are grouped: all alerts of one incident, or what one run found to be a fact. */
export function alertThread(alert: Alert): string {
  return alert.kind === 'fact' ? alert.id : alert.incident.id;
}
