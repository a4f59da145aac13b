import { hashBytes } from '../domain/content-hash.ts';
import type { JsonObject } from '../domain/json.ts';
import { type Alert, alertRun, isConditionAlert } from '../domain/verdict/alert.ts';
import type { Severity } from '../domain/verdict/severity.ts';
import { alertEvent } from '../report/alert/alert-event.ts';
import { nextSteps } from '../report/alert/alert-text.ts';
import { alertHeadline, alertSummary } from '../report/alert/alert-words.ts';
import { cutEnd, printable } from '../report/words/printable.ts';
import { alertThread } from './alert-thread.ts';

/** Where PagerDuty takes events of version 2. */
export const pagerDutyUrl = 'https://events.pagerduty.com/v2/enqueue';

export interface PagerDutyOptions {
  /** Integration key of a service, "Events API v2". */
  readonly routingKey: string;
}

/**
 * An alert as an event of PagerDuty's Events API v2. All alerts of one incident carry one `dedup_key`, so that the page
 * that was opened is the one that is acknowledged and resolved. Facts are a page of their own, which nothing resolves; so are
 * conditions, which their end resolves. Its severity is that of the alert. Ids and numbers only.
 */
export function pagerDutyEvent(alert: Alert, { routingKey }: PagerDutyOptions): JsonObject {
  const { endpoint } = alert;
  const { tone, severity } = alertHeadline(alert);
  return {
    routing_key: routingKey,
    event_action: eventAction(alert),
    dedup_key: dedupKey(alertThread(alert)),
    payload: {
      summary: cutEnd(alertSummary(alert), 1024),
      source: endpoint.id,
      severity: tone === 'good' ? 'info' : severities[severity],
      timestamp: alertRun(alert).at,
      component: endpoint.model,
      group: endpoint.provider,
      class: pageClass(alert),
      custom_details: { next_steps: nextSteps(alert).map(({ command }) => printable(command)), ...alertEvent(alert) },
    },
    client: 'Pinwatch',
    ...(alert.links === undefined ? {} : { links: alert.links.map(({ text, url }) => ({ href: url, text })) }),
  };
}

/** What PagerDuty calls each severity. */
const severities: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  major: 'error',
  minor: 'warning',
  info: 'info',
};

function eventAction(alert: Alert): string {
  if (isConditionAlert(alert)) return alert.kind === 'condition-resolved' ? 'resolve' : 'trigger';
  if (alert.kind === 'fact') return 'trigger';
  if (alert.kind === 'resolved') return 'resolve';
  return alert.kind === 'acknowledged' ? 'acknowledge' : 'trigger';
}

function pageClass(alert: Alert): string {
  if (isConditionAlert(alert)) return `endpoint ${alert.condition.kind}`;
  return alert.kind === 'fact' ? 'model fact' : 'model drift';
}

/** At most 255 characters; a longer id is told apart by its hash. */
function dedupKey(thread: string): string {
  return thread.length <= 255 ? thread : `${thread.slice(0, 190)}-${hashBytes(thread)}`;
}
