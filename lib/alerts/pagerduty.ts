import type { Alert } from '../domain/alert.ts';
import { hashBytes } from '../domain/content-hash.ts';
import type { JsonObject } from '../domain/json.ts';
import { alertEvent } from '../report/alert-event.ts';
import { alertHeadline } from '../report/alert-words.ts';
import { cutEnd, printable } from '../report/printable.ts';

/** Where PagerDuty takes events of version 2. */
export const pagerDutyUrl = 'https://events.pagerduty.com/v2/enqueue';

export interface PagerDutyOptions {
  /** Integration key of a service, "Events API v2". */
  readonly routingKey: string;
  /** @default "error" */
  readonly severity?: 'critical' | 'error' | 'warning' | 'info';
}

/**
 * An alert as an event of PagerDuty's Events API v2. All alerts of one incident carry one `dedup_key`, so that the page
 * that was opened is the one that is acknowledged and resolved. Ids and numbers only.
 */
export function pagerDutyEvent(alert: Alert, { routingKey, severity = 'error' }: PagerDutyOptions): JsonObject {
  const { incident, endpoint, judgement } = alert;
  const { title, subject, tone } = alertHeadline(alert);
  return {
    routing_key: routingKey,
    event_action: eventAction(alert),
    dedup_key: dedupKey(incident.id),
    payload: {
      summary: cutEnd(printable(`${title}: ${subject}`), 1024),
      source: endpoint.id,
      severity: tone === 'alarm' ? severity : tone === 'warning' ? 'warning' : 'info',
      timestamp: judgement.evidence.at,
      component: endpoint.model,
      group: endpoint.provider,
      class: 'model drift',
      custom_details: alertEvent(alert),
    },
    client: 'Pinwatch',
  };
}

function eventAction({ kind, incident }: Alert): string {
  if (kind === 'resolved') return 'resolve';
  return incident.status === 'acknowledged' ? 'acknowledge' : 'trigger';
}

/** At most 255 characters; a longer id is told apart by its hash. */
function dedupKey(incident: string): string {
  return incident.length <= 255 ? incident : `${incident.slice(0, 190)}-${hashBytes(incident)}`;
}
