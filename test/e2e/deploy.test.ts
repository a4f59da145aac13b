import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findStack } from '../../lib/aws/deployed/stack.ts';
import { type HandlerName, handlerEnvironments, readEnv } from '../../lib/aws/names/handlers.ts';
import { runsTable } from '../../lib/aws/names/runs-table.ts';
import { providerFamilies } from '../../lib/domain/endpoint/provider-family.ts';
import {
  definitionOf,
  deploy,
  deployTo,
  doubleEnv,
  functionsOf,
  type Resource,
  resourcesOf,
} from '../helpers/deployment.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** The handlers of the steps. The one of the HTTP API is deployed only where somebody asks for it. */
const stepHandlers = Object.keys(handlerEnvironments).filter((handler) => handler !== 'api');

/** One for each step, and of the replay one for each client library. */
const functionCount = stepHandlers.length - 1 + providerFamilies.length;

const unknownToTheDouble = [
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

// What the double leaves out (policies, public access, backups, expiry, schedules, alarms) is asserted of the template.
describeWithMoto('cdk bootstrap and cdk deploy', () => {
  const folder = temporaryFolder();
  let moto: MotoServer;
  let resources: Resource[];
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, doubleEnv(moto.endpoint));
    await deployTo(moto.endpoint, folder.path);
    resources = await resourcesOf(moto.endpoint, 'Pinwatch');
  }, 240_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await moto?.stop();
    folder.remove();
  });
  const named = (type: string, part = '') =>
    resources.filter((one) => one.type === type && one.logicalId.includes(part)).map(({ name }) => name);

  it('makes every resource of the template that the double knows', () => {
    const file = join(folder.path, 'cdk.out/Pinwatch.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Type: string }> };
    const made = new Set(resources.map(({ logicalId }) => logicalId));
    const missing = Object.entries(template.Resources).filter(([id]) => !made.has(id));
    expect([...new Set(missing.map(([, { Type }]) => Type))].sort()).toEqual(unknownToTheDouble);
  });

  it('makes an encrypted bucket', async () => {
    const client = new S3Client({ endpoint: moto.endpoint, forcePathStyle: true });
    const [Bucket] = named('AWS::S3::Bucket');
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toHaveLength(1);
  });

  it('makes a table as the stores expect it', async () => {
    const client = new DynamoDBClient({ endpoint: moto.endpoint });
    const [TableName] = named('AWS::DynamoDB::Table');
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual([
      runsTable.partitionKey,
      runsTable.sortKey,
    ]);
    expect(table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual([runsTable.epochIndex.name]);
  });

  it('gives every function exactly the environment that its handler reads', async () => {
    const functions = [...(await functionsOf(moto.endpoint)).values()];
    expect(functions).toHaveLength(functionCount);
    const handlers = functions.map(({ file }) => file.split('/').at(-2)?.split('-')[0]);
    expect([...new Set(handlers)].sort()).toEqual(stepHandlers.toSorted());
    for (const { file, environment } of functions) {
      const handler = file.split('/').at(-2)?.split('-')[0] as HandlerName;
      expect(Object.keys(environment).sort(), handler).toEqual(Object.keys(handlerEnvironments[handler].shape).sort());
      expect(() => readEnv(handler, environment), handler).not.toThrow();
    }
  });

  it('makes a state machine whose every task is a deployed function', async () => {
    const [arn = ''] = named('AWS::StepFunctions::StateMachine');
    const text = JSON.stringify(await definitionOf(moto.endpoint, arn));
    const called = new Set([...text.matchAll(/"Resource":"(arn:aws:lambda[^"]+)"/g)].map(([, resource]) => resource));
    expect([...called].sort()).toEqual([...(await functionsOf(moto.endpoint)).keys()].sort());
  });

  it('makes a topic, a queue for ticks that got lost, and a role for each function', async () => {
    const client = new SNSClient({ endpoint: moto.endpoint });
    const [TopicArn] = named('AWS::SNS::Topic');
    expect((await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes?.TopicArn).toBe(TopicArn);
    expect(named('AWS::SQS::Queue')).toHaveLength(1);
    expect(named('AWS::IAM::Role', 'MonitorSteps')).toHaveLength(functionCount);
    expect(named('AWS::Logs::LogGroup')).toHaveLength(functionCount + 1);
  });

  it('is found by its stack, and has nothing to do when it is deployed again', async () => {
    const before = await findStack('Pinwatch');
    expect(before.bucket).toBe(named('AWS::S3::Bucket')[0]);
    expect(await deploy(moto.endpoint, folder.path)).toContain('(no changes)');
    expect(await findStack('Pinwatch')).toEqual(before);
    await expect(findStack('Elsewhere')).rejects.toThrow('stack Elsewhere: there is no stack of this name');
  });
});
