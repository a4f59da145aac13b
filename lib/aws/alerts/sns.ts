import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { DeliveryError } from '../../alerts/delivery-error.ts';
import { hashBytes } from '../../domain/content-hash.ts';
import type { Alert } from '../../domain/verdict/alert.ts';
import { alertSeverity } from '../../domain/verdict/alert-severity.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import { alertEvent } from '../../report/alert/alert-event.ts';
import { alertPlainText } from '../../report/alert/alert-markdown.ts';
import { alertSummary } from '../../report/alert/alert-words.ts';
import { chatNotification } from './chat-notification.ts';

export interface SnsSinkOptions {
  readonly client: SNSClient;
  readonly topicArn: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Publishes alerts to an SNS topic: JSON for queues and functions, plain text for e-mail, a chat notification for HTTPS
 * subscriptions (Amazon Q Developer in chat applications is one). The attributes `kind`, `severity` and `endpoint` are there for
 * filter policies; a FIFO topic gets one message group an endpoint.
 *
 * Rejects with a `DeliveryError` if SNS does not take the message.
 */
export function snsSink({ client, topicArn, timeoutMs = 10_000 }: SnsSinkOptions): AlertSink {
  return {
    send: async (alert) => {
      const command = new PublishCommand({ TopicArn: topicArn, ...snsMessage(alert), ...fifo(topicArn, alert) });
      await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) }).catch((error: Error) => {
        throw new DeliveryError(`SNS topic ${topicArn} did not take the alert: ${error.name}`, { cause: error });
      });
    },
  };
}

/** Subject, message by protocol, and attributes: a function of the alert alone. Ids and numbers only. */
export function snsMessage(alert: Alert) {
  const event = JSON.stringify(alertEvent(alert));
  const text = alertPlainText(alert);
  return {
    Subject: snsSubject(alert),
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: event,
      email: text,
      'email-json': event,
      https: JSON.stringify(chatNotification(alert)),
      sms: snsSubject(alert),
    }),
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: alert.kind },
      severity: { DataType: 'String', StringValue: alertSeverity(alert) },
      endpoint: { DataType: 'String', StringValue: alert.endpoint.id },
    },
  };
}

/** At most 100 characters of printable ASCII, as SNS demands of a subject. */
export function snsSubject(alert: Alert): string {
  const ascii = `Pinwatch: ${alertSummary(alert)}`.replaceAll('→', '->').replace(/[^ -~]/g, '?');
  return ascii.length <= 100 ? ascii : `${ascii.slice(0, 97)}...`;
}

function fifo(topicArn: string, alert: Alert) {
  if (!topicArn.endsWith('.fifo')) return {};
  return { MessageGroupId: alert.endpoint.id, MessageDeduplicationId: hashBytes(alert.id) };
}
