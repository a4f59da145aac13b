import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { alertSinks, wantedBy } from '../../alerts/alert-sinks.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { AlertTarget } from '../../domain/project/alert-target.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { Alert } from '../../domain/verdict/alert.ts';
import { recordAction } from '../../monitor/act/record-action.ts';
import { conditionRules } from '../../monitor/conditions/condition-rules.ts';
import { keepBudgets } from '../../monitor/conditions/keep-budgets.ts';
import { asItWas } from '../../monitor/removed-endpoints.ts';
import { deliverAlerts } from '../../monitor/tell/deliver-alerts.ts';
import type { NotifyDeps } from '../../monitor/tell/notify.ts';
import { notifyRuns } from '../../monitor/tell/notify-runs.ts';
import { sampleAlerts } from '../../monitor/tell/sample-alerts.ts';
import { tellRemoved } from '../../monitor/tell/tell-removed.ts';
import { tellingRules } from '../../monitor/tell/telling-rules.ts';
import { trySinks } from '../../monitor/tell/try-sinks.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import type { Stores } from '../../ports/stores.ts';
import { systemClock } from '../../system/clock.ts';
import { eventBridgeSink } from '../alerts/eventbridge.ts';
import { snsSink } from '../alerts/sns.ts';
import type { HandlerEnvironment } from '../names/handlers.ts';
import { monitorMetrics } from '../names/metrics.ts';
import { readSecret } from '../secret.ts';
import { type Cloud, endpointIn, openCloud } from './open-cloud.ts';
import { publishMetrics } from './publish-metrics.ts';
import { storedReportAddress } from './report-link.ts';

const clock = systemClock;

/** What the project's `alerts` read from the environment on a laptop: addresses, routing keys and shared secrets. */
export const AlertSecret = z.record(z.string(), z.string());

interface Opened extends Pick<Cloud, 'project'> {
  readonly stores: NotifyDeps['stores'] & Pick<Stores, 'runs' | 'spending'>;
}

/** Keeps incidents and conditions in step with the judged runs of a task, and tells people of them and of facts. */
export function notifyStep(
  env: HandlerEnvironment<'notify'>,
  { stores, project }: Opened = openCloud(env),
): (task: TickTask) => Promise<void> {
  // Names that no target of a project can have.
  const always = new Map<string, AlertSink>([
    ['aws:sns', snsSink({ client: new SNSClient(), topicArn: env.TOPIC_ARN })],
    ['aws:eventbridge', eventBridgeSink({ client: new EventBridgeClient(), eventBusName: env.EVENT_BUS_NAME })],
  ]);
  const report = storedReportAddress({ bucket: env.BUCKET, region: process.env.AWS_REGION ?? '' });
  return async (task) => {
    const pushed = await project(task.project);
    const endpoint = endpointIn(pushed, task.endpoint);
    let undelivered = 0;
    const deps = {
      stores,
      sinks: new Map([...lazySinks(pushed.project.alerts, env.WEBHOOK_SECRET_ARN), ...always]),
      clock,
      ...tellingRules(pushed.project),
      links: { report, ...pushed.project.links },
      conditions: conditionRules(pushed.project),
      stack: env.STACK,
      onUndelivered: () => {
        undelivered++;
      },
    };
    try {
      // One that was taken out of the project has no judged runs; what goes on there ends.
      if (task.samplesFor !== undefined) await sendSamples(task, pushed.project, deps);
      else if (task.onlyTells) await deliverAlerts(endpoint ?? (await asItWas(task.endpoint, stores)), deps);
      else if (endpoint === undefined) await tellRemoved(new Set(pushed.project.endpoints.map(({ id }) => id)), deps);
      else {
        await keepBudgetsOf(task, endpoint, stores);
        await notifyRuns({ runs: task.judge, endpoint }, deps);
      }
    } finally {
      const values = { [monitorMetrics.alertsUndelivered]: undelivered };
      publishMetrics(env, { at: clock.now(), values });
    }
  };
}

/** What the run of a task was held to, as far as runs are settled by now: those of earlier ticks. */
async function keepBudgetsOf({ run, limits, aside }: TickTask, endpoint: Endpoint, stores: Opened['stores']) {
  const record = run === undefined || limits === undefined ? undefined : await stores.runs.get(run);
  if (record === undefined || limits === undefined || limits.accounts.length === 0) return;
  await keepBudgets(record, { endpoint, limits, needs: aside }, { stores, clock });
}

/** Sends samples to everybody, and keeps what each answered for whoever asked for it. */
async function sendSamples(
  { endpoint: id, samplesFor = '' }: TickTask,
  { endpoints }: ProjectFile,
  { stores, sinks, links, stack }: NotifyDeps,
): Promise<void> {
  const endpoint = endpoints.find((one) => one.id === id);
  if (endpoint === undefined) return;
  const samples = sampleAlerts(endpoint, clock.now());
  const answers = await trySinks(samples, {
    sinks,
    ...(links && { links }),
    ...(stack === undefined ? {} : { stack }),
  });
  const at = clock.now().toISOString();
  const action = { endpoint: id, at, by: 'pinwatch', why: 'asked to try the sinks', execution: samplesFor, answers };
  await recordAction({ kind: 'tried', ...action }, stores.actions);
}

/** Reads the secret when there is something to send: one that is wrong keeps no other sink from being told. */
function lazySinks(targets: readonly AlertTarget[], secret: string | undefined): Map<string, AlertSink> {
  const send = async (name: string, alert: Alert) => {
    const env = secret === undefined ? {} : await readSecret(secret, AlertSecret);
    await alertSinks(targets, { env, clock }).get(name)?.send(alert);
  };
  return new Map(
    targets.map((target) => [target.name, { send: (alert) => send(target.name, alert), ...wantedBy(target) }]),
  );
}
