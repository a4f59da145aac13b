import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { alertDetailTypes, alertEventSource } from '../../alerts/alert-events.ts';
import { DeliveryError } from '../../alerts/delivery-error.ts';
import { type Alert, alertRun } from '../../domain/verdict/alert.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import { alertEvent } from '../../report/alert/alert-event.ts';

export interface EventBridgeSinkOptions {
  readonly client: EventBridgeClient;
  /** Name or ARN of the bus. @default "default" */
  readonly eventBusName?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * Puts alerts on an EventBridge bus. `detail` has a `schemaVersion` and an `id` that is the same for a repeated delivery:
 * rules may see an event twice.
 *
 * Rejects with a `DeliveryError` if the bus does not take the event, which EventBridge also says in a 200 answer.
 */
export function eventBridgeSink(options: EventBridgeSinkOptions): AlertSink {
  const { client, eventBusName = 'default', timeoutMs = 10_000 } = options;
  return {
    send: async (alert) => {
      const command = new PutEventsCommand({ Entries: [{ EventBusName: eventBusName, ...eventEntry(alert) }] });
      const answer = await client
        .send(command, { abortSignal: AbortSignal.timeout(timeoutMs) })
        .catch((error: Error) => refuse(eventBusName, error.name, error));
      const [entry] = answer.Entries ?? [];
      if ((answer.FailedEntryCount ?? 0) > 0) refuse(eventBusName, entry?.ErrorCode ?? 'unknown error');
    },
  };
}

/** The entry of one alert: a function of the alert alone. Ids and numbers only. */
export function eventEntry(alert: Alert) {
  return {
    Source: alertEventSource,
    DetailType: alertDetailTypes[alert.kind],
    Time: new Date(alertRun(alert).at),
    Detail: JSON.stringify(alertEvent(alert)),
  };
}

function refuse(bus: string, why: string, cause?: Error): never {
  throw new DeliveryError(`EventBridge bus ${bus} did not take the alert: ${why}`, { cause });
}
