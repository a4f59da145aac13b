import { filledIn, type Links } from '../../domain/project/links.ts';
import { type Alert, type AlertLink, alertRun, isConditionAlert } from '../../domain/verdict/alert.ts';

/** The pages that a project states for an alert: its report, and the article of the runbook. */
export function alertLinks(alert: Alert, { report, runbook }: Links): AlertLink[] {
  const incident = 'incident' in alert ? alert.incident.id : undefined;
  const values = { endpoint: alert.endpoint.id, run: alertRun(alert).run, incident };
  return [
    ...(report === undefined ? [] : [{ text: 'Report', url: filledIn(report, values) }]),
    ...(runbook === undefined ? [] : [{ text: 'Runbook', url: `${runbook.split('#')[0]}#${runbookArticle(alert)}` }]),
  ];
}

/** The heading of the runbook that an alert is explained under. */
export function runbookArticle(alert: Alert): string {
  if (isConditionAlert(alert)) return `endpoint-${alert.condition.kind}`;
  return alert.kind === 'fact' ? 'fact-reported' : 'drift-detected';
}
