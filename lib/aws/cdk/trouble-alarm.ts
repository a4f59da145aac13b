import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { whatToDo } from './alarm-maker.ts';
import type { MonitorMetrics } from './metrics.ts';

export interface TroubleAlarmProps {
  readonly metrics: MonitorMetrics;
  readonly topic: ITopic;
  readonly monitor: string;
  readonly runbookUrl?: string | undefined;
}

/**
 * One alarm for everything that a person has to look at: drift that is not over, a tick or a judge that fails, draws that
 * fail, a budget that is used up, alerts that do not get through; and silence, since every tick writes its metric. It says so
 * where that stops, but not before the first tick of a new stack, when nobody has written it yet.
 */
export class TroubleAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { metrics, topic, monitor, runbookUrl }: TroubleAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Trouble', {
      alarmDescription: `Pinwatch ${monitor}: it has found drift, or has trouble itself; no data: it is silent. ${whatToDo({ runbookUrl }, 'trouble')}`,
      metric: metrics.trouble(Stats.MAXIMUM),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.MISSING,
    });
    const action = new SnsAction(topic);
    this.alarm.addAlarmAction(action);
    this.alarm.addOkAction(action);
    this.alarm.addInsufficientDataAction(action);
  }
}
