import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackOutputs } from '../../lib/aws/names/stack-outputs.ts';
import { openAwsStores } from '../../lib/aws/stores/open-aws-stores.ts';
import { monitorIn } from '../aws/cdk/synthesized.ts';
import { epoch, judgement, plan, sample } from '../contract/stored-records.ts';
import { type ActionProxy, actionProxy } from '../helpers/aws-actions.ts';
import { makeResources } from '../helpers/aws-resources.ts';
import { cli, writeFiles } from '../helpers/cli.ts';
import { doubleEnv } from '../helpers/deployment.ts';
import { describeWithMoto, type MotoServer, startMoto } from '../helpers/moto-server.ts';
import { stackOf } from '../helpers/stack-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const price = '\n    price: { input: 0.4, output: 1.6 }';
const endpoint = (id: string, key: string, more = '') => `
  - id: ${id}
    provider: openai
    model: pinned-1
    baseURL: http://127.0.0.1:9/v1
    apiKeyEnv: ${key}${more}`;
const project = (...endpoints: string[]) => `version: 1
alerts:
  - { kind: slack, name: team, urlEnv: TEAM_SLACK_URL }
  - { kind: pagerduty, name: on-call, routingKeyEnv: ON_CALL_KEY }
endpoints:${endpoints.join('')}
`;
const golden = 'id: reply-01\nmessages:\n  - { role: user, content: Hello }\nparameters: { max_tokens: 8 }\n';
const right = project(endpoint('support', 'SUPPORT_KEY', price), endpoint('sales', 'SALES_KEY', price));

/** What every stack with a monitor says. */
const minimal = {
  [stackOutputs.bucket]: 'outputs',
  [stackOutputs.table]: 'runs',
  [stackOutputs.stateMachine]: 'arn:aws:states:eu-west-1:123456789012:stateMachine:watch',
};

describeWithMoto('the command line and a deployed monitor', () => {
  const folder = temporaryFolder();
  let moto: MotoServer;
  let proxy: ActionProxy;
  let secrets: SecretsManagerClient;
  const command = (...args: string[]) => cli(folder.path, [...args, '--stack', 'Watch'], doubleEnv(proxy.endpoint));
  const setSecret = (SecretId: string, value: object | string) =>
    secrets.send(
      new PutSecretValueCommand({ SecretId, SecretString: typeof value === 'string' ? value : JSON.stringify(value) }),
    );

  beforeAll(async () => {
    moto = await startMoto();
    proxy = await actionProxy(moto.endpoint);
    Object.assign(process.env, doubleEnv(moto.endpoint));
    secrets = new SecretsManagerClient({ endpoint: moto.endpoint });
    for (const Name of ['keys', 'hooks']) await secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }));
    await makeResources(moto.endpoint, 'outputs', 'runs');
    await stackOf(moto.endpoint, {
      ...minimal,
      [stackOutputs.providerSecret]: 'keys',
      [stackOutputs.webhookSecret]: 'hooks',
      [stackOutputs.monthlyCost]: '50',
    });
    writeFiles(folder.path, { 'goldens/reply-01.yaml': golden });
  }, 120_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    secrets?.destroy();
    proxy?.close();
    await moto?.stop();
    folder.remove();
  });

  describe('push', () => {
    it('names everything that would fail there in one error, never a value, and uploads nothing', async () => {
      writeFiles(folder.path, {
        'pinwatch.yaml': project(endpoint('support', 'SUPPORT_KEY'), endpoint('sales', 'SALES_KEY', price)),
      });
      await setSecret('keys', { SALES_KEY: '', OTHER_KEY: 'sk-secret-value' });
      await setSecret('hooks', { TEAM_SLACK_URL: 'https://hooks.test/sk-secret-value' });
      const { code, stdout, stderr } = await command('push');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(`4 problems, nothing was done
  endpoint support  expected a price, as there is a budget in money, got none
  endpoint support  expected a field SUPPORT_KEY in secret keys
  endpoint sales  expected a field SALES_KEY in secret keys
  alerts on-call  expected a field ON_CALL_KEY in secret hooks
`);
      expect(proxy.taken().filter((action) => action.startsWith('s3:'))).toEqual([]);
    });

    it('says of a secret that holds something else that it does, beside what else is wrong', async () => {
      writeFiles(folder.path, { 'pinwatch.yaml': right });
      await setSecret('keys', 'sk-secret-value');
      const { code, stderr } = await command('push');
      expect(code).toBe(2);
      expect(stderr).toBe(`2 problems, nothing was done
  secret keys  expected a JSON object, got something else
  alerts on-call  expected a field ON_CALL_KEY in secret hooks
`);
    });

    it('uploads once nothing is missing', async () => {
      await setSecret('keys', { SUPPORT_KEY: 'a', SALES_KEY: 'b' });
      await setSecret('hooks', { TEAM_SLACK_URL: 'https://hooks.test/', ON_CALL_KEY: 'c' });
      proxy.taken();
      const { code, stdout, stderr } = await command('push');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^pushed /) });
      expect(stderr.split('\n').filter(Boolean), 'of both endpoints').toEqual([
        expect.stringMatching(/^endpoint support {2}http:\/\/127\.0\.0\.1:9\/v1 is the machine that asks/),
        expect.stringMatching(/^endpoint sales {2}.*no function reaches it$/),
      ]);
      expect(proxy.taken()).toEqual([
        'cloudformation:DescribeStacks',
        's3:GetObject',
        's3:PutObject',
        'secretsmanager:GetSecretValue',
      ]);
    });

    it('says that a secret which the stack names is not there', async () => {
      await stackOf(moto.endpoint, { ...minimal, [stackOutputs.providerSecret]: 'gone' }, 'Other');
      const { code, stderr } = await cli(folder.path, ['push', '--stack', 'Other'], doubleEnv(moto.endpoint));
      expect(code).toBe(2);
      expect(stderr).toContain('secret gone  there is no secret of this name with a value');
      expect(stderr).toContain('expected a field TEAM_SLACK_URL in a secret, but the stack was deployed without');
    });
  });

  describe('permissions', () => {
    beforeAll(async () => {
      const stores = openAwsStores({ bucket: 'outputs', table: 'runs', endpoint: moto.endpoint });
      await stores.epochs.add(epoch(1));
      await stores.runs.open(plan('run-1'));
      await stores.runs.putSample(sample('run-1', 'reply-01', 0));
      await stores.runs.close('run-1', { status: 'closed', finishedAt: '2026-11-22T09:10:00.000Z' });
      await stores.judgements.put(judgement('run-1'));
      await stores.runs.open(plan('run-2', { plannedAt: '2026-11-22T10:00:00.000Z' })); // under way
      await stores.runs.putSample(sample('run-2', 'reply-01', 0));
      stores.close();
    });

    it.each([
      [['status'], 3],
      [['status', '--json'], 3],
      [['incidents'], 0],
      [['history', 'support'], 0],
      [['show', 'run-1'], 0],
      [['show', 'run-2', '--golden', 'reply-01'], 0],
      [['report', 'support', '--output', 'report.html'], 0],
    ])('%s looks with no more than grantRead() gives', async (args, code) => {
      proxy.taken();
      expect(await command(...args)).toMatchObject({ code, stderr: '' });
      const taken = proxy.taken();
      expect(taken.join()).toMatch(/dynamodb:(GetItem|Query)/);
      expect(taken.filter((action) => !isGranted(action))).toEqual([]);
    });

    it('to accept are those to look, to put items and to have it told', async () => {
      proxy.taken();
      expect(await command('accept', 'support', '--why', 'new', '--by', 'ana')).toMatchObject({ code: 0 });
      expect(proxy.taken().filter((action) => !isGranted(action))).toEqual([
        'dynamodb:PutItem',
        'states:StartExecution',
      ]);
    });
  });

  // It pushes another project, so it comes last.
  it('push refuses batches that nobody would collect: those of Bedrock, and all where the stack is an older one', async () => {
    const other = temporaryFolder();
    const batch = endpoint('slow', 'SUPPORT_KEY', '\n    delivery: batch\n    goldens: [reply-01]').replace(
      'http://127.0.0.1:9/v1',
      'https://slow.test/v1',
    );
    const storage = '{ s3: s3://mine/batches, roleArn: arn:aws:iam::111122223333:role/batch }';
    const bedrock = `
  - { id: aws, provider: bedrock, region: eu-west-1, model: m, delivery: batch, batchStorage: ${storage}, goldens: [said] }`;
    const yaml = (...endpoints: string[]) => `version: 1\nendpoints:${endpoints.join('')}\n`;
    const said = 'id: said\napi: bedrock.converse\nbody: { messages: [{ role: user, content: [{ text: Hello }] }] }\n';
    writeFiles(other.path, { 'goldens/reply-01.yaml': golden, 'goldens/said.yaml': said });
    writeFiles(other.path, { 'pinwatch.yaml': yaml(batch, bedrock) });
    await stackOf(moto.endpoint, { ...minimal, [stackOutputs.providerSecret]: 'keys' }, 'Older');
    const older = await cli(other.path, ['push', '--stack', 'Older'], doubleEnv(moto.endpoint));
    expect(older.code).toBe(2);
    expect(older.stderr).toContain(
      'endpoint slow  expected a stack that collects batches (cdk deploy brings it up to date)',
    );
    expect(older.stderr).toContain(
      'endpoint aws  expected delivery: live, as functions may not hand a role of yours on to',
    );
    writeFiles(other.path, { 'pinwatch.yaml': yaml(batch) });
    const outputs = { ...minimal, [stackOutputs.providerSecret]: 'keys', [stackOutputs.batches]: 'followed' };
    await stackOf(moto.endpoint, outputs, 'Newer');
    expect(await cli(other.path, ['push', '--stack', 'Newer'], doubleEnv(moto.endpoint))).toMatchObject({ code: 0 });
    other.remove();
  });
});

const granted = grantedActions();

function isGranted(action: string): boolean {
  return granted.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action));
}

/** What `grantRead()` of a construct allows. */
function grantedActions(): string[] {
  const { stack, monitor, template } = monitorIn();
  const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  monitor.grantRead(reader);
  const policies = Object.entries(template().findResources('AWS::IAM::Policy'));
  return policies
    .filter(([id]) => id.startsWith('Reader'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action);
}
