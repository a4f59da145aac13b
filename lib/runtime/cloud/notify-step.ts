import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';

import { eventBridgeSink } from '../../alerts/eventbridge.ts';
import { snsSink } from '../../alerts/sns.ts';
import { webhookSink } from '../../alerts/webhook.ts';
import type { HandlerEnvironment } from '../../contract/handlers.ts';
import { endpointMetrics } from '../../contract/metrics.ts';
import type { FleetTask } from '../../domain/fleet.ts';
import { notifyRuns } from '../../usecases/notify-runs.ts';
import type { AlertSink } from '../../usecases/ports.ts';
import { systemClock } from '../clock.ts';
import { endpointOf, openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';
import { readSecret } from './secret.ts';

const clock = systemClock;

/** A webhook's address and, where deliveries are signed, the shared secret. */
export const WebhookSecret = z.object({ url: z.url(), secret: z.string().min(1).optional() });

/** Keeps incidents in step with the judged runs of a task, and tells people. */
export function notifyStep(env: HandlerEnvironment<'notify'>): (task: FleetTask) => Promise<void> {
  const { stores, project } = openCloud(env);
  const always = new Map<string, AlertSink>([
    ['sns', snsSink({ client: new SNSClient(), topicArn: env.TOPIC_ARN })],
    ['eventbridge', eventBridgeSink({ client: new EventBridgeClient(), eventBusName: env.EVENT_BUS_NAME })],
    ...(env.WEBHOOK_SECRET_ARN === undefined ? [] : [['webhook', lazyWebhook(env.WEBHOOK_SECRET_ARN)] as const]),
  ]);
  return async (task) => {
    const pushed = await project(task.project);
    let undelivered = 0;
    const deps = {
      stores,
      sinks: always,
      clock,
      falseAlarmsPerYear: pushed.project.falseAlarmsPerYear,
      onUndelivered: () => {
        undelivered++;
      },
    };
    try {
      await notifyRuns({ runs: task.judge, endpoint: endpointOf(pushed, task.endpoint) }, deps);
    } finally {
      const values = { [endpointMetrics.alertsUndelivered]: undelivered };
      publishMetrics({ monitor: env.MONITOR, endpoint: task.endpoint, at: clock.now(), values });
    }
  };
}

/** Reads the address when there is something to send: a secret that is wrong keeps no other sink from being told. */
function lazyWebhook(arn: string): AlertSink {
  return {
    send: async (alert) => {
      const { url, secret } = await readSecret(arn, WebhookSecret);
      await webhookSink({ url, ...(secret === undefined ? {} : { secret }), clock }).send(alert);
    },
  };
}
