import { type Alert, isConditionAlert } from './alert.ts';

/** What the link to an article of the runbook is called in an alert. */
export const runbookLink = 'Runbook';

/** The heading of the runbook that an alert is explained under. */
export function runbookArticle(alert: Alert): string {
  if (isConditionAlert(alert)) return `endpoint-${alert.condition.kind}`;
  return alert.kind === 'fact' ? 'fact-reported' : 'drift-detected';
}
