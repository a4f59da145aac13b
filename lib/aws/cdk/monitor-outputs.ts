import { CfnOutput, Tokenization } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { endpointsText, stackOutputs } from '../names/stack-outputs.ts';
import type { DriftMonitorProps } from './drift-monitor-props.ts';

/** What a monitor is made of. */
interface Made extends Construct {
  readonly bucket: IBucket;
  readonly table: Table;
  readonly topic: ITopic;
  readonly stateMachine: IStateMachine;
  readonly database?: string;
}

/** What commands find a deployed monitor by, and how it was deployed. */
export function monitorOutputs(monitor: Made, props: DriftMonitorProps): void {
  const { providerSecret, webhookSecret, monthlyTokens, monthlyCost, vpc, alarms, retention, endpoints = [] } = props;
  const output = (id: string, value: string | undefined, description: string) =>
    value === undefined ? undefined : new CfnOutput(monitor, id, { value, description });
  output(stackOutputs.bucket, monitor.bucket.bucketName, 'Outputs, goldens and the project');
  output(stackOutputs.table, monitor.table.tableName, 'History');
  output(stackOutputs.topic, monitor.topic.topicArn, 'Subscribe here to be told');
  output(stackOutputs.stateMachine, monitor.stateMachine.stateMachineArn, 'Start it to run every endpoint at once');
  output(stackOutputs.database, monitor.database, 'Tables for Athena');
  output(stackOutputs.batches, 'followed', 'Set where ticks collect batches of providers');
  const days = retention === undefined ? undefined : String(retention.toDays());
  output(stackOutputs.retentionDays, days, 'Days after which answers are deleted');
  output(stackOutputs.vpc, vpc?.vpcId, 'Where the functions run');
  const alarmed = alarms === 'each' ? endpointsText(endpoints) : undefined;
  output(stackOutputs.alarmedEndpoints, alarmed, 'Which endpoints have alarms of their own');
  const budget = (amount: number | undefined) =>
    amount === undefined ? undefined : Tokenization.stringifyNumber(amount);
  output(stackOutputs.monthlyTokens, budget(monthlyTokens), 'Budget of a month in tokens');
  output(stackOutputs.monthlyCost, budget(monthlyCost), 'Budget of a month; every endpoint must state its price');
  output(stackOutputs.providerSecret, providerSecret?.secretArn, 'Where pinwatch push looks for API keys');
  output(stackOutputs.webhookSecret, webhookSecret?.secretArn, 'Where pinwatch push looks for addresses of webhooks');
}
