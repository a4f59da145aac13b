import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What an alarm watches; its heading in the runbook is its name. */
export interface Watch extends Pick<AlarmProps, 'evaluationPeriods' | 'threshold' | 'treatMissingData'> {
  readonly id: string;
  readonly runbook: string;
  readonly says: string;
  readonly metric: IMetric;
}

/** Where alarms go and what they say of themselves. */
export interface AlarmVoice {
  readonly topic: ITopic;
  readonly monitor: string;
  /** Where the project keeps its runbook; the articles of the package if left out. */
  readonly runbookUrl?: string | undefined;
}

/** What to do about an alarm: a page where the project names one, and the command that writes the article otherwise. */
export function whatToDo({ runbookUrl }: Pick<AlarmVoice, 'runbookUrl'>, article: string): string {
  return `What to do: ${runbookUrl === undefined ? `pinwatch runbook ${article}` : `${runbookUrl}#${article}`}`;
}

/** An alarm that goes to the topic when it begins and when it is over, and says what to do. */
export function alarmOf(scope: Construct, { id, runbook, says, ...watch }: Watch, voice: AlarmVoice): Alarm {
  const alarm = new Alarm(scope, id, {
    ...watch,
    alarmDescription: `Pinwatch ${voice.monitor}: ${says}. ${whatToDo(voice, runbook)}`,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  });
  alarm.addAlarmAction(new SnsAction(voice.topic));
  alarm.addOkAction(new SnsAction(voice.topic));
  return alarm;
}

/** Something is wrong when there is as much of it, and nothing is wrong when there is no word of it. */
export function troubleOf(
  scope: Construct,
  watch: Omit<Watch, 'evaluationPeriods' | 'treatMissingData'>,
  voice: AlarmVoice,
): Alarm {
  const when = { evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING };
  return alarmOf(scope, { ...watch, ...when }, voice);
}
