import { alertThread } from '../../alerts/alert-thread.ts';
import type { JsonObject } from '../../domain/json.ts';
import { type Alert, alertRun, isConditionAlert } from '../../domain/verdict/alert.ts';
import { alertPoints } from '../../report/alert/alert-markdown.ts';
import { nextSteps } from '../../report/alert/alert-text.ts';
import { alertHeadline, alertSummary } from '../../report/alert/alert-words.ts';
import { printable } from '../../report/words/printable.ts';

/**
 * An alert as a custom notification of Amazon Q Developer in chat applications, which shows SNS messages in Slack and
 * Teams and drops what has another shape. All alerts of one incident, or of one condition, are one thread. Ids and numbers only.
 */
export function chatNotification(alert: Alert): JsonObject {
  const { title } = alertHeadline(alert);
  const points = alertPoints(alert).map(({ label, text }) => `*${label}*  ${text}`);
  return {
    version: '1.0',
    source: 'custom',
    id: alert.id,
    content: {
      textType: 'client-markdown',
      title: alertSummary(alert),
      description: points.join('\n'),
      nextSteps: [
        ...(alert.links ?? []).map(({ text, url }) => `<${printable(url)}|${text}>`),
        ...nextSteps(alert).map(({ command, purpose }) => `\`${printable(command)}\` ${purpose}`),
      ],
      keywords: [alert.endpoint.id, alert.kind],
    },
    metadata: {
      threadId: alertThread(alert),
      summary: title,
      eventType: eventType(alert),
      relatedResources: [alert.endpoint.id],
      additionalContext: { run: alertRun(alert).run, model: alert.endpoint.model, alert: alert.id },
    },
  };
}

function eventType(alert: Alert): string {
  if (isConditionAlert(alert)) return `pinwatch-${alert.kind}`;
  return alert.kind === 'fact' ? 'pinwatch-fact-reported' : `pinwatch-incident-${alert.kind}`;
}
