import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { endpointsIn, readContext } from '../../../lib/aws/cdk/context.ts';
import { makeStack } from '../../../lib/aws/cdk/make-stack.ts';
import { nistReasons } from '../../../lib/aws/cdk/regulated.ts';
import { ConfigError } from '../../../lib/domain/errors.ts';
import { bundleHandlers } from '../../helpers/bundles.ts';
import { deployedBefore } from '../../helpers/deployed-before.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { appWith, emptyApp, everything, statementsOf } from './synthesized.ts';

vi.setConfig({ testTimeout: 60_000 }); // a synthesis takes tenths of a second, on a machine that does nothing else
beforeAll(bundleHandlers, 120_000);

function problemsOf(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ where, what }) => `${where}: ${what}`);
    throw error;
  }
  return [];
}

describe('the stack', () => {
  it('is what it was: a change of it is looked at', async () => {
    const { stack } = appWith(everything, ['support']);
    const template = JSON.stringify(Template.fromStack(stack).toJSON(), null, 2);
    // Keys of code assets change with every line of the handlers.
    const stable = `${template.replace(/"[0-9a-f]{64}\.zip"/g, '"CODE.zip"')}\n`;
    await expect(stable).toMatchFileSnapshot('fixtures/stack.template.json');
  });

  it('leaves no finding of AwsSolutions without a reason', () => {
    const { app } = appWith(everything, ['support']);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

describe('context', () => {
  it('names every problem of its own, of the project file and of the props in one error', () => {
    using folder = temporaryFolder();
    const config = join(folder.path, 'pinwatch.yaml');
    writeFileSync(config, 'version: 1\nendpoints:\n  - { id: a, provider: bedrock, model: m }\n');
    const context = {
      'pinwatch:config': config,
      'pinwatch:monthlyCost': 100,
      'pinwatch:memory': 64,
      'pinwatch:evry': '1h',
      'pinwatch:every': 'hourly',
      'pinwatch:concurrency': 'many',
      'pinwatch:alarmTopic': 'arn:aws:sqs:eu-west-1:1:q',
      'pinwatch:providerSecret': 'arn:aws:ssm:eu-west-1:1:parameter/keys',
      'pinwatch:encryptionKey': 'arn:aws:kms:eu-west-1:1:alias/ours',
      'pinwatch:bucket': 'arn:aws:s3:::ours',
      'pinwatch:logRetention': '89d',
      'pinwatch:bedrockModels': '',
      'pinwatch:dashboard': 'no',
      '@aws-cdk/core:other': true,
    };
    expect(problemsOf(() => makeStack(emptyApp(context), {}))).toEqual([
      'context pinwatch:every: expected a whole number and a unit, e.g. 30m, 1h or 1d, got "hourly"',
      'context pinwatch:providerSecret: expected the name of a secret or an ARN of secretsmanager, got "arn:aws:ssm:eu-west-1:1:parameter/keys"',
      'context pinwatch:bedrockModels: expected ARNs with commas between, got ""',
      'context pinwatch:bucket: expected the name of a bucket, got "arn:aws:s3:::ours"',
      'context pinwatch:encryptionKey: expected an ARN of kms, got "arn:aws:kms:eu-west-1:1:alias/ours"',
      'context pinwatch:alarmTopic: expected an ARN of sns, got "arn:aws:sqs:eu-west-1:1:q"',
      'context pinwatch:concurrency: expected a finite number, got "many"',
      'context pinwatch:logRetention: expected days that CloudWatch offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got "89d"',
      'context pinwatch:dashboard: expected true or false, got "no"',
      expect.stringContaining('context pinwatch:evry: unknown key, expected one of pinwatch:stack, pinwatch:config'),
      'endpoint a: expected a price, as there is a budget in money, got none',
      'Pinwatch/Monitor: memory: expected a whole number from 256 to 10240, got 64',
    ]);
  });

  it('comes from the environment as well, and stands over it', () => {
    const env = { PINWATCH_MONTHLY_TOKENS: '5000', PINWATCH_EVERY: '6h', PINWATCH_BEDROCK_MODELS: 'a, b' };
    expect(readContext({ 'pinwatch:every': '30m' }, env).context).toMatchObject({
      every: '30m',
      monthlyTokens: 5000,
      bedrockModels: ['a', 'b'],
    });
  });
});

describe('the NIST 800-53 pack', () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1c7f9a2e-5d0b-4a53-9d5e-7f6b0a8c2d11';
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');
  const strict = {
    'pinwatch:bucket': 'their-bucket',
    'pinwatch:encryptionKey': key,
    'pinwatch:logKey': key,
    'pinwatch:vpc': 'vpc-0a1b2c3d',
    'pinwatch:subnets': 'subnet-0a1b2c3d, subnet-1a1b2c3d',
  };

  const more = {
    ...{ 'pinwatch:alarms': 'each', 'pinwatch:dashboard': true, 'pinwatch:api': true, 'pinwatch:sqlTables': true },
    ...{ 'pinwatch:retention': '90d', 'pinwatch:providerSecret': 'llm/keys', 'pinwatch:webhookSecret': 'llm/hooks' },
    ...{ 'pinwatch:monthlyTokens': 1_000_000 },
  };

  it.each([{}, more])('is clean with the settings that the docs name, whatever else is asked for: %o', (also) => {
    const { app } = appWith({ ...strict, ...also }, ['support']);
    Validations.of(app).addPlugins(new NIST80053R5Checks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it('finds without them what the docs say, and each rule that is not followed has its reason there', () => {
    const { app } = appWith({}, ['support']);
    Validations.of(app).addPlugins(new NIST80053R5Checks(app));
    let message = '';
    try {
      app.synth();
    } catch (error) {
      message = (error as Error).message;
    }
    const found = [...new Set([...message.matchAll(/NIST\.800\.53\.R5-(\w+)/g)].map(([, rule]) => rule))];
    expect(found.length).toBeGreaterThan(5);
    for (const rule of found) expect(docs).toContain(`\`${rule}\``);
    for (const [rule, reason] of Object.entries(nistReasons)) expect(docs).toContain(`| \`${rule}\` | ${reason} |`);
  });
});

describe('a VPC of theirs', () => {
  const [vpc, subnets] = ['vpc-0a1b2c3d', 'subnet-0a1b2c3d, subnet-1a1b2c3d'];

  it('is known by ids, and is clean for AwsSolutions', () => {
    const { app, stack } = appWith({
      'pinwatch:vpc': vpc,
      'pinwatch:subnets': subnets,
      'pinwatch:securityGroups': 'sg-0a1b2c3d',
    });
    const placed = { SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'], SecurityGroupIds: ['sg-0a1b2c3d'] };
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { VpcConfig: placed });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it.each([
    [{ 'pinwatch:vpc': vpc }, 'context pinwatch:subnets: expected beside pinwatch:vpc, got none'],
    [{ 'pinwatch:subnets': subnets }, 'context pinwatch:vpc: expected beside pinwatch:subnets, got none'],
    [
      { 'pinwatch:securityGroups': 'sg-0a1b2c3d' },
      'context pinwatch:vpc: expected beside pinwatch:securityGroups, got none',
    ],
  ])('is named whole: %j', (context, message) => {
    expect(() => appWith(context)).toThrow(message);
  });
});

describe('secrets', () => {
  it('are known by a name, or by an ARN with or without the characters that AWS puts behind the name', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:llm/keys';
    for (const given of ['llm/keys', arn, `${arn}-a1B2c3`]) {
      const { stack } = appWith({ 'pinwatch:providerSecret': given });
      const statements = JSON.stringify(statementsOf(Template.fromStack(stack), 'Replay'));
      expect(statements).toContain('secretsmanager:GetSecretValue');
      expect(statements).toContain(given.endsWith('keys') ? 'llm/keys-??????' : `${arn}-a1B2c3`);
    }
  });
});

describe('a budget in money', () => {
  it('is refused at synthesis where endpoints have no price, with the name of each', () => {
    using folder = temporaryFolder();
    const config = join(folder.path, 'pinwatch.yaml');
    const endpoint = (id: string, more = '') => `  - { id: ${id}, provider: bedrock, model: m${more} }\n`;
    const priced = endpoint('c', ', price: { input: 0.06, output: 0.24 }');
    writeFileSync(config, `version: 1\nendpoints:\n${endpoint('a')}${endpoint('b')}${priced}`);
    expect(() => endpointsIn({ config, monthlyCost: 100 })).toThrow(
      ['a', 'b'].map((id) => `endpoint ${id}: expected a price, as there is a budget in money, got none`).join('\n'),
    );
    expect(endpointsIn({ config })).toHaveLength(3);
    writeFileSync(config, `version: 1\nendpoints:\n${priced}`);
    expect(endpointsIn({ config, monthlyCost: 100 })).toHaveLength(1);
  });
});

describe('the project file', () => {
  it('names the endpoints that get alarms of their own; without one there are none', () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'pinwatch.yaml');
    expect(endpointsIn({ config: file })).toEqual([]);
    writeFileSync(file, 'version: 1\nendpoints:\n  - { id: support, provider: bedrock, model: m }\n');
    expect(endpointsIn({ config: file }).map(({ id }) => id)).toEqual(['support']);
    writeFileSync(file, 'version: 1\nendpoint: []\n');
    expect(() => endpointsIn({ config: file })).toThrow(/pinwatch lint/);
  });
});

/** Properties that CloudFormation cannot change in place: another value is another, empty resource. */
const replacing = [
  ...[
    'BucketName',
    'TableName',
    'TopicName',
    'FifoTopic',
    'QueueName',
    'FifoQueue',
    'LogGroupName',
    'StateMachineName',
  ],
  ...['StateMachineType', 'KeySchema', 'LocalSecondaryIndexes', 'AttributeDefinitions'],
];

describe('a stack of an earlier version', () => {
  const before = deployedBefore();
  type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  const now = () => Template.fromStack(appWith().stack).toJSON() as { Resources: Resources; Outputs: object };

  it('keeps everything that holds data: by its id, and without a change that would replace it', () => {
    const template = now();
    expect(Object.keys(before.resources).length).toBeGreaterThan(10);
    for (const [id, { Type, Properties }] of Object.entries(before.resources)) {
      const kept = template.Resources[id];
      expect(kept?.Type, id).toBe(Type);
      if (Type === 'AWS::StepFunctions::StateMachine') continue; // its name is made by AWS; its definition may change
      for (const property of replacing)
        expect(kept?.Properties?.[property], `${id}.${property}`).toEqual(Properties?.[property]);
    }
    // By which commands find it.
    for (const output of before.outputs) expect(Object.keys(template.Outputs)).toContain(output);
  });
});
