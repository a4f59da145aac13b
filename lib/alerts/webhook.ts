import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../domain/json.ts';
import type { Alert } from '../domain/verdict/alert.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { Clock } from '../ports/clock.ts';
import { alertEvent } from '../report/alert/alert-event.ts';
import { webhookHeaders } from './alert-events.ts';
import { postJson, webhookUrl } from './post.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver; deliveries are signed with it. Not signed if left out. */
  readonly secret?: string;
  /** Makes the body from an alert; the event of `alertEvent` if left out. */
  readonly body?: (alert: Alert) => JsonObject;
  /** @default 10000 */
  readonly timeoutMs?: number;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Posts alerts as JSON. The body is a function of the alert alone, so a repeated delivery has the same body and the same
 * `pinwatch-id`; `pinwatch-timestamp` and `pinwatch-signature` are of the delivery.
 *
 * Rejects with a `DeliveryError` for anything but a 2xx answer in time.
 *
 * @throws {ConfigError} if the URL is none.
 */
export function webhookSink({ url, secret, body = alertEvent, timeoutMs = 10_000, clock }: WebhookOptions): AlertSink {
  const target = webhookUrl('webhook', url);
  return {
    send: async (alert) => {
      const text = JSON.stringify(body(alert));
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      const signed = secret === undefined ? {} : { [webhookHeaders.signature]: signature(secret, timestamp, text) };
      const headers = { [webhookHeaders.id]: alert.id, [webhookHeaders.timestamp]: timestamp, ...signed };
      await postJson(target, text, { headers, timeoutMs });
    },
  };
}

/** `v1=` and the lower-case hex HMAC-SHA256 of `TIMESTAMP.BODY`: the timestamp is signed so that it cannot be renewed. */
export function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`;
}

/** A delivery as it arrived: the two headers as they are, and the body before anything has parsed it. */
export interface Delivery {
  readonly timestamp: string;
  readonly signature: string;
  readonly body: string;
}

export interface VerifyOptions {
  readonly now: Date;
  /** How old, or how far in the future, a delivery may be. @default 300 */
  readonly toleranceSeconds?: number;
}

/** For receivers: whether a delivery was signed with this secret, and recently. Compares in constant time. */
export function verifySignature(
  secret: string,
  delivery: Delivery,
  { now, toleranceSeconds = 300 }: VerifyOptions,
): boolean {
  const age = Math.abs(now.getTime() / 1000 - Number(delivery.timestamp));
  if (!/^\d{1,12}$/.test(delivery.timestamp) || age > toleranceSeconds) return false;
  const expected = Buffer.from(signature(secret, delivery.timestamp, delivery.body));
  const given = Buffer.from(delivery.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
