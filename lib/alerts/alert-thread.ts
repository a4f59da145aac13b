import { type Alert, isConditionAlert } from '../domain/verdict/alert.ts';

/** What belongs together where messages are grouped: all alerts of one incident or condition, or what one run found to be a fact. */
export function alertThread(alert: Alert): string {
  if (isConditionAlert(alert)) return alert.condition.id;
  return alert.kind === 'fact' ? alert.id : alert.incident.id;
}
