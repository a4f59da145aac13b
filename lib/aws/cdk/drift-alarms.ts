import { NestedStack } from 'aws-cdk-lib';
import { type Alarm, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { runMetrics } from '../names/metrics.ts';
import { type AlarmVoice, alarmOf, type Watch } from './alarm-maker.ts';
import { driftAnywhere } from './alarm-metrics.ts';
import type { MonitorMetrics } from './metrics.ts';

/**
 * Endpoints whose alarms stand in one template. CloudFormation takes 500 resources in each, and the monitor itself is
 * about 60; the alarms of further endpoints go into nested stacks.
 */
const endpointsPerTemplate = 300;

export interface DriftAlarmsProps extends AlarmVoice {
  readonly metrics: MonitorMetrics;
  readonly endpoints: readonly string[];
}

/** Drift at any endpoint, over two periods of the schedule. */
export function driftAlarm(scope: Construct, props: DriftAlarmsProps): Alarm {
  const metric = driftAnywhere(props.metrics);
  return drift(scope, { id: 'DriftDetected', says: 'drift was detected at an endpoint', metric }, props);
}

/** An alarm an endpoint. */
export function driftAlarmsByEndpoint(scope: Construct, props: DriftAlarmsProps): ReadonlyMap<string, Alarm> {
  const alarms = new Map<string, Alarm>();
  let template = scope;
  for (const [index, endpoint] of props.endpoints.entries()) {
    const number = Math.floor(index / endpointsPerTemplate);
    if (index > 0 && index % endpointsPerTemplate === 0) template = new NestedStack(scope, `Endpoints${number}`);
    const metric = props.metrics.at(endpoint, runMetrics.driftDetected, Stats.MAXIMUM);
    const says = `drift was detected at endpoint ${endpoint}`;
    alarms.set(endpoint, drift(template, { id: `DriftDetected-${endpoint}`, says, metric }, props));
  }
  return alarms;
}

function drift(scope: Construct, watch: Pick<Watch, 'id' | 'says' | 'metric'>, voice: AlarmVoice): Alarm {
  const treatMissingData = TreatMissingData.IGNORE; // a period without a run does not say that the change is gone
  return alarmOf(
    scope,
    { ...watch, runbook: 'drift-detected', threshold: 1, evaluationPeriods: 1, treatMissingData },
    voice,
  );
}
