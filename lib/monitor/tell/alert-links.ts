import { filledIn, type Links } from '../../domain/project/links.ts';
import { type Alert, type AlertLink, alertRun } from '../../domain/verdict/alert.ts';
import { runbookArticle, runbookLink } from '../../domain/verdict/runbook-article.ts';

/** The pages that a project states for an alert: its report, and the article of the runbook. */
export function alertLinks(alert: Alert, { report, runbook }: Links): AlertLink[] {
  const incident = 'incident' in alert ? alert.incident.id : undefined;
  const values = { endpoint: alert.endpoint.id, run: alertRun(alert).run, incident };
  return [
    ...(report === undefined ? [] : [{ text: 'Report', url: filledIn(report, values) }]),
    ...(runbook === undefined ? [] : [{ text: runbookLink, url: `${runbook.split('#')[0]}#${runbookArticle(alert)}` }]),
  ];
}
