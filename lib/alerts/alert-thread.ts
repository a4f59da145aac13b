import { type Alert, isConditionAlert } from '../domain/verdict/alert.ts';

/**
 * What belongs together where messages are grouped: all alerts of one incident or condition, or what one run found to be a
 * fact; with those of other endpoints that are told together with it, whose name is that of the first.
 */
export function alertThread(alert: Alert): string {
  if (alert.group !== undefined) return alert.group.id;
  if (isConditionAlert(alert)) return alert.condition.id;
  return alert.kind === 'fact' ? alert.id : alert.incident.id;
}
