import { ConfigError } from '../domain/errors.ts';
import type { AlertTarget } from '../domain/project/alert-target.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { Clock } from '../ports/clock.ts';
import { pagerDutyEvent, pagerDutyUrl } from './pagerduty.ts';
import { slackMessage } from './slack.ts';
import { webhookSink } from './webhook.ts';

interface SinkOptions {
  readonly env: { readonly [name: string]: string | undefined };
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Sinks of a project by name. A variable that is not set shows when something is sent, as an alert that did not get
 * through: commands that only look need none of them, and those that make runs have checked before.
 */
export function alertSinks(targets: readonly AlertTarget[], options: SinkOptions): Map<string, AlertSink> {
  return new Map(
    targets.map((target) => [
      target.name,
      { send: async (alert) => sinkFor(target, options).send(alert), ...wantedBy(target) },
    ]),
  );
}

/** From which severity on a target is told. */
export function wantedBy({ minSeverity }: AlertTarget): Pick<AlertSink, 'minSeverity'> {
  return minSeverity === undefined ? {} : { minSeverity };
}

function sinkFor(target: AlertTarget, { env, clock }: SinkOptions): AlertSink {
  const read = (name: string) => {
    const value = env[name];
    if (value) return value;
    throw new ConfigError([{ where: `alerts ${target.name}`, what: `expected a value in ${name}, got nothing` }]);
  };
  switch (target.kind) {
    case 'slack':
      return webhookSink({ url: read(target.urlEnv), body: slackMessage, clock });
    case 'pagerduty': {
      const routingKey = read(target.routingKeyEnv);
      return webhookSink({ url: pagerDutyUrl, body: (alert) => pagerDutyEvent(alert, { routingKey }), clock });
    }
    case 'webhook': {
      const secret = target.secretEnv === undefined ? {} : { secret: read(target.secretEnv) };
      return webhookSink({ url: read(target.urlEnv), ...secret, clock });
    }
  }
}
