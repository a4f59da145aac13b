import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type App, CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { handlerEnvironments } from '../../../lib/aws/names/handlers.ts';
import { sqlTables } from '../../../lib/aws/names/sql-tables.ts';
import { providerFamilies } from '../../../lib/domain/endpoint/provider-family.ts';
import { bundleHandlers, bundlesFolder } from '../../helpers/bundles.ts';
import { actionsOf, defaultTemplate, monitorIn, statementsOf } from './synthesized.ts';

vi.setConfig({ testTimeout: 60_000 }); // a synthesis takes tenths of a second, on a machine that does nothing else
beforeAll(bundleHandlers, 120_000);

const claude = 'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0';
const profile = 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0';

describe('what is stored', () => {
  it('is private, encrypted, reachable by TLS only, and kept when the stack goes', () => {
    const template = defaultTemplate();
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
    const statement = Match.arrayWith([Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: insecure })]);
    template.hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: statement } });
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  it('may expire, be deleted with the stack, or lie in a bucket and under a key of theirs', () => {
    const expiring = monitorIn(() => ({
      retention: Duration.days(90),
      removalPolicy: RemovalPolicy.DESTROY,
    })).template();
    const rule = { Id: 'outputs', Prefix: 'samples/', ExpirationInDays: 90 };
    expiring.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: { LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike(rule)]) } },
    });
    const given = monitorIn((stack) => ({
      bucket: Bucket.fromBucketName(stack, 'Mine', 'my-bucket'),
      encryptionKey: new Key(stack, 'Key'),
    })).template();
    given.resourceCountIs('AWS::S3::Bucket', 0);
    given.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    expect(actionsOf(statementsOf(given, 'Replay'))).toContain('kms:GenerateDataKey');
  });
});

describe('tables for SQL', () => {
  it('are made where they are wanted, over what lies in the bucket, by partitions that nobody has to add', () => {
    defaultTemplate().resourceCountIs('AWS::Glue::Table', 0);
    const { monitor, template } = monitorIn(() => ({ sqlTables: true }));
    expect(monitor.database).toMatch(/^[a-z0-9_]+$/);
    const tables = Object.values(template().findResources('AWS::Glue::Table')).map(
      ({ Properties }) => Properties.TableInput,
    );
    expect(tables.map(({ Name }) => Name).sort()).toEqual(Object.keys(sqlTables).sort());
    for (const { Name, Parameters, PartitionKeys, StorageDescriptor } of tables) {
      const columns = StorageDescriptor.Columns.map((column: { Name: string }) => column.Name);
      expect(PartitionKeys, Name).toEqual([
        { Name: 'endpoint', Type: 'string' },
        { Name: 'date', Type: 'string' },
      ]);
      expect(columns, Name).not.toContain('endpoint');
      expect(columns, Name).not.toContain('date');
      const place = JSON.stringify(Parameters['storage.location.template']);
      expect(place).toContain(`/${sqlTables[Name]?.prefix}endpoint=$\{endpoint}/date=$\{date}/`);
      expect(Parameters).toMatchObject({ 'projection.enabled': 'true', 'projection.endpoint.type': 'injected' });
    }
    const samples = tables.find(({ Name }) => Name === 'samples')?.StorageDescriptor.SerdeInfo.Parameters;
    expect(samples).toMatchObject({ 'mapping.finish_reason': 'finishReason', 'mapping.answered_at': 'at' });
  });
});

describe('functions', () => {
  it('may do what their step needs, on the objects of their step, and nothing to everything', () => {
    const template = defaultTemplate();
    for (const handler of ['Plan', 'Replay', 'Judge', 'Notify', 'Finish']) {
      const statements = statementsOf(template, handler);
      expect(statements.length, handler).toBeGreaterThan(0);
      for (const { Action, Resource } of statements) {
        expect(JSON.stringify(Action), handler).not.toContain('*');
        expect(Resource, handler).not.toBe('*');
      }
    }
    const judged = statementsOf(template, 'Judge').filter(({ Action }) =>
      JSON.stringify(Action).includes('s3:DeleteObject'),
    );
    expect(JSON.stringify(judged)).not.toContain('/samples/*'); // outputs are never deleted
    // Without a retention the last step writes which goldens nobody uses, and removes states that nobody names.
    const finishing = (action: string) =>
      JSON.stringify(statementsOf(template, 'Finish').filter(({ Action }) => JSON.stringify(Action).includes(action)));
    expect(finishing('s3:PutObject')).not.toMatch(/samples|bodies|history|goldens\/\*/);
    expect(finishing('s3:DeleteObject')).not.toMatch(/samples|history|goldens/);
    expect(actionsOf(statementsOf(template, 'Plan')).join()).not.toMatch(/:Delete/);
    // A condition of a write needs no permission of its own; an item that is only checked would.
    expect(actionsOf(statementsOf(template, '')).join()).not.toContain('ConditionCheckItem');
    expect(actionsOf(statementsOf(template, 'Replay')).join()).not.toMatch(/bedrock:|secretsmanager:/);
  });

  it('call the Bedrock models that were named and read the secrets that were given', () => {
    const template = monitorIn((stack) => ({
      bedrockModels: [claude, profile],
      providerSecret: Secret.fromSecretNameV2(stack, 'Keys', 'llm/keys'),
      webhookSecret: Secret.fromSecretNameV2(stack, 'Hooks', 'llm/hooks'),
    })).template();
    const bedrock = statementsOf(template, 'Replaybedrock');
    const invoke = bedrock.find(({ Action }) => JSON.stringify(Action).includes('bedrock:InvokeModel'));
    expect(invoke).toMatchObject({
      Action: ['bedrock:CountTokens', 'bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      Resource: [profile, claude], // CDK sorts
    });
    const lists = bedrock.filter(({ Resource }) => Resource === '*');
    expect(actionsOf(lists)).toEqual(['bedrock:ListFoundationModels', 'bedrock:ListInferenceProfiles']);
    expect(JSON.stringify(bedrock)).not.toContain('llm/keys');
    for (const family of ['openai', 'anthropic', 'google']) {
      const replay = JSON.stringify(statementsOf(template, `Replay${family}`));
      expect(replay).toContain('llm/keys');
      expect(replay).not.toMatch(/llm\/hooks|bedrock:/);
    }
    expect(JSON.stringify(statementsOf(template, 'Notify'))).toContain('llm/hooks');
  });

  it('call models behind profiles, routers and deployments, global ones and those of other partitions', () => {
    const bedrockModels = [
      'arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0', // what a global profile routes to
      'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0',
      'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123',
      'arn:aws:bedrock:eu-west-1:123456789012:default-prompt-router/anthropic.claude:1',
      'arn:aws:bedrock:eu-west-1:123456789012:prompt-router/abc123',
      'arn:aws:bedrock:eu-west-1:123456789012:custom-model-deployment/abc123',
    ];
    const bedrock = statementsOf(monitorIn(() => ({ bedrockModels })).template(), 'Replaybedrock');
    const invoke = bedrock.find(({ Action }) => JSON.stringify(Action).includes('bedrock:InvokeModel'));
    expect([invoke?.Resource].flat().sort()).toEqual([...bedrockModels].sort());
  });

  it('apply guardrails, render prompts and call endpoints of the Marketplace, as far as they were named', () => {
    const [guardrail, prompt, server] = [
      'arn:aws:bedrock:eu-west-1:123456789012:guardrail/abc123',
      'arn:aws:bedrock:eu-west-1:123456789012:prompt/PROMPT1234:2',
      'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/llama',
    ];
    const props = { bedrockModels: [prompt, server], bedrockGuardrails: [guardrail] };
    const statements = statementsOf(monitorIn(() => props).template(), 'Replaybedrock');
    const of = (resource: string) =>
      statements.filter(({ Resource }) => Resource === resource).flatMap(({ Action }) => Action);
    expect(of(guardrail)).toEqual(['bedrock:ApplyGuardrail']);
    expect(of(prompt)).toEqual(['bedrock:GetPrompt', 'bedrock:RenderPrompt']);
    expect(of(server)).toEqual(['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream']);
    expect(statements).toContainEqual(
      expect.objectContaining({ Condition: { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } } }),
    );
    const text = JSON.stringify(statements);
    expect(text).toContain(':marketplace/model-endpoint/all-access');
    expect(text).not.toContain('ListFoundationModels'); // which know none of these
    expect(JSON.stringify(statementsOf(monitorIn(() => props).template(), 'Replayopenai'))).not.toContain('bedrock');
  });

  it('may do what else was stated where they call models, and have roles that others can name', () => {
    const arn = 'arn:aws:execute-api:eu-west-1:123456789012:gateway/*';
    const { monitor, template } = monitorIn(() => ({
      replayStatements: [new PolicyStatement({ actions: ['execute-api:Invoke'], resources: [arn] })],
    }));
    for (const family of providerFamilies)
      expect(JSON.stringify(statementsOf(template(), `Replay${family}`)), family).toContain('execute-api:Invoke');
    for (const step of ['Plan', 'Judge', 'Notify', 'Finish'])
      expect(JSON.stringify(statementsOf(template(), step)), step).not.toContain('execute-api');
    expect(monitor.replays).toHaveLength(providerFamilies.length);
    expect(monitor.functions.every(({ role }) => role !== undefined)).toBe(true);
  });

  it('call the hosts of bedrock-mantle, which know projects instead of models', () => {
    const project = 'arn:aws:bedrock-mantle:us-east-1:123456789012:project/default';
    const { template } = monitorIn(() => ({ bedrockModels: [claude, project] }));
    const bedrock = statementsOf(template(), 'Replaybedrock');
    expect(bedrock.filter(({ Resource }) => JSON.stringify(Resource).includes(project))).toMatchObject([
      { Action: 'bedrock-mantle:CreateInference', Resource: project },
    ]);
    expect(bedrock.find(({ Resource }) => Resource === claude)?.Action).toContain('bedrock:InvokeModel');
  });

  it('set exactly the variables that handlers read, and ship bundles that exist', () => {
    const functions = defaultTemplate().findResources('AWS::Lambda::Function');
    const variables = (all: readonly object[]) =>
      [...new Set(all.map((one) => String(Object.keys(one).sort())))].sort();
    const set = Object.values(functions).map(({ Properties }) => Properties.Environment.Variables);
    const { api: _, ...always } = handlerEnvironments; // the API is there where it is asked for
    expect(variables(set)).toEqual(variables(Object.values(always).map(({ shape }) => shape)));
    const root = join(import.meta.dirname, '../../..');
    const entries = readdirSync(join(root, 'lambdas'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'));
    expect(Object.keys(functions)).toHaveLength(entries.length - 1);
    for (const entry of entries) expect(existsSync(join(bundlesFolder, entry, 'index.mjs'))).toBe(true);
  });
});

describe('a VPC', () => {
  const functions = providerFamilies.length + 4;

  it('holds every function, in its private subnets and a security group that lets in nothing', () => {
    const { template } = monitorIn((stack) => ({ vpc: new Vpc(stack, 'Vpc', { natGateways: 1 }) as IVpc }));
    template().resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template().hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    const placed = Object.values(template().findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.VpcConfig?.SubnetIds.length === 2 && Properties.Environment !== undefined,
    );
    expect(placed).toHaveLength(functions);
    for (const { Properties } of placed)
      expect(JSON.stringify(Properties.VpcConfig.SubnetIds)).toContain('PrivateSubnet');
    template().resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template().hasOutput('*', { Description: 'Where the functions run' });
  });

  it('gets endpoints to all that the functions call where they are to be made here, and to nothing else', () => {
    const { template } = monitorIn((stack) => ({
      vpc: new Vpc(stack, 'Vpc', {
        natGateways: 0,
        subnetConfiguration: [{ name: 'In', subnetType: SubnetType.PRIVATE_ISOLATED }],
      }) as IVpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      vpcEndpoints: 'make',
      providerSecret: Secret.fromSecretNameV2(stack, 'Keys', 'llm/keys'),
      bedrockModels: [claude],
    }));
    const endpoints = Object.values(template().findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => {
      const parts = Properties.ServiceName['Fn::Join']?.[1] as string[] | undefined;
      return `${Properties.VpcEndpointType} ${parts?.at(-1) ?? Properties.ServiceName}`;
    });
    const interfaces = ['bedrock', 'bedrock-runtime', 'events', 'secretsmanager', 'sns'].map(
      (name) => `Interface .${name}`,
    );
    expect(endpoints.map((text) => text.replace(/com\.amazonaws\.[a-z0-9-]+/, '')).sort()).toEqual(
      ['Gateway .dynamodb', 'Gateway .s3', ...interfaces].sort(),
    );
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443, ToPort: 443 });
  });
});

describe('a budget', () => {
  const planned = (props: (stack: Stack) => object) => {
    const template = monitorIn(props).template();
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const variables = functions.map(({ Properties }) => Properties.Environment.Variables);
    const told = variables.filter(({ MONTHLY_TOKENS: tokens }) => tokens !== undefined);
    return { template, plan: variables.find(({ TICK_SECONDS: tick }) => tick !== undefined), told };
  };

  it('is passed on in tokens and in money to what plans and to what judges, and to commands that look into the stack', () => {
    const { template, plan, told } = planned(() => ({ monthlyTokens: 5_000_000, monthlyCost: 12.5 }));
    expect(plan).toMatchObject({ MONTHLY_TOKENS: '5000000', MONTHLY_COST: '12.5' });
    expect(told).toHaveLength(2);
    expect(told).toEqual(told.map(() => expect.objectContaining({ MONTHLY_TOKENS: '5000000', MONTHLY_COST: '12.5' })));
    template.hasOutput('*', { Value: '12.5' });
    template.hasOutput('*', { Value: '5000000' });
    expect(planned(() => ({})).plan).toMatchObject({ MONTHLY_TOKENS: '', MONTHLY_COST: '' });
  });

  it('may be a parameter of the stack', () => {
    const { plan } = planned((stack) => {
      const parameter = new CfnParameter(stack, 'Limit', { type: 'Number' });
      return { monthlyTokens: parameter.valueAsNumber };
    });
    expect(plan).toMatchObject({ MONTHLY_TOKENS: { Ref: 'Limit' } });
  });
});

describe('the workflow', () => {
  interface State {
    readonly Type: string;
    readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly JitterStrategy?: string }[];
    readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
    readonly ItemProcessor?: { readonly States: { readonly [name: string]: State } };
  }
  const states = (): [string, State][] => {
    const [machine] = Object.values(defaultTemplate().findResources('AWS::StepFunctions::StateMachine'));
    const [, parts] = (machine?.Properties.DefinitionString['Fn::Join'] ?? []) as [string, unknown[]];
    const text = parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('');
    const { States: outer } = JSON.parse(text) as { States: { [name: string]: State } };
    return Object.entries(outer).flatMap(([name, state]) => [
      [name, state],
      ...Object.entries(state.ItemProcessor?.States ?? {}),
    ]) as [string, State][];
  };

  it('tries every step again that failed in a way that passes, each at a time of its own', () => {
    const tasks = states().filter(([, { Type }]) => Type === 'Task');
    const replays = providerFamilies.map((family) => `Replay (${family})`);
    expect(tasks.map(([name]) => name).sort()).toEqual(['Finish', 'Judge', 'Notify', 'Plan', ...replays].sort());
    for (const [name, { Retry: retries = [] }] of tasks) {
      const transient = retries.find(({ ErrorEquals: errors }) => errors.includes('ThrottlingException'));
      expect(transient, name).toMatchObject({ JitterStrategy: 'FULL', BackoffRate: 2, MaxAttempts: 5 });
      expect(transient?.ErrorEquals, name).not.toContain('ConfigError');
    }
  });

  it('waits for hours where the account runs as many functions as it may', () => {
    for (const [name, { Type, Retry: [first] = [] }] of states())
      if (Type === 'Task') {
        expect(first?.ErrorEquals, name).toEqual(['Lambda.TooManyRequestsException']);
        expect(first, name).toMatchObject({ MaxDelaySeconds: 120, MaxAttempts: 1000 });
      }
  });

  it('starts each endpoint at its own time, and has nothing to do where the plan says so', () => {
    const all = new Map(states());
    expect(all.get('Until its start')).toMatchObject({ Type: 'Wait', TimestampPath: '$.startAt' });
    expect(all.get('Anything to do?')).toMatchObject({
      Choices: [{ Variable: '$.idle', IsPresent: true, Next: 'Nothing to do' }, { Variable: '$.tasks' }],
    });
  });

  it('judges what arrived, whatever became of the replay', () => {
    const replays = states().filter(([name]) => name.startsWith('Replay'));
    expect(replays).toHaveLength(providerFamilies.length);
    for (const [name, { Catch: caught }] of replays)
      expect(caught, name).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Judge' }]);
  });
});

describe('the schedule', () => {
  it('looks at round times, as slots begin at them, and passes on the time that it meant', () => {
    defaultTemplate().hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: Match.anyValue(),
      },
    });
  });

  it.each([
    [1, 'cron(0/1 * * * ? *)'],
    [15, 'cron(0/15 * * * ? *)'],
    [7, 'rate(7 minutes)'],
    [90, 'rate(90 minutes)'],
    [360, 'cron(0 0/6 * * ? *)'],
    [300, 'rate(5 hours)'],
    [1440, 'cron(0 0 * * ? *)'],
  ])('of %i minutes is %s', (minutes, ScheduleExpression) => {
    const { template } = monitorIn(() => ({ every: Duration.minutes(minutes) }));
    template().hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression });
  });

  it('logs executions without what is in them', () => {
    defaultTemplate().hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });
});

describe('alarms', () => {
  it('are a single one by default, which also says where no tick comes any more, but not before the first', () => {
    const { monitor, template } = monitorIn(() => ({ every: Duration.hours(6) }));
    expect(monitor.alarms).toHaveLength(1);
    template().resourceCountIs('AWS::CloudWatch::Alarm', 1);
    template().resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Trouble',
      Dimensions: [{ Name: 'Monitor', Value: 'Theirs/Pinwatch' }],
      Statistic: 'Maximum',
      Period: 21_600,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
      AlarmActions: Match.anyValue(),
      OKActions: Match.anyValue(),
      InsufficientDataActions: Match.anyValue(),
    });
  });

  it('are none where none are wanted, and a dashboard is there when it is asked for', () => {
    const none = monitorIn(() => ({ alarms: 'none' }));
    expect(none.monitor.alarms).toEqual([]);
    none.template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
    const each = monitorIn(() => ({ alarms: 'each', dashboard: true }));
    each.template().resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    expect(() => monitorIn(() => ({ dashboard: true }))).toThrow("dashboard: expected alarms: 'each'");
  });

  it('all go to the topic, which lets them in, and link to the runbook', () => {
    const { monitor, template } = monitorIn(() => ({
      alarms: 'each',
      endpoints: ['support', 'search'],
      runbookUrl: 'https://ours.test/r',
    }));
    const alarms = Object.values(template().findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(11);
    expect(monitor.alarms).toHaveLength(11);
    for (const { Properties: alarm } of alarms) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toMatch(/What to do: https:\/\/ours\.test\/r#[a-z-]+$/);
    }
    template().hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } })]),
      },
    });
  });

  it('of many endpoints are deployed as well: no template holds more than CloudFormation takes', () => {
    const endpoints = Array.from({ length: 610 }, (_, i) => `endpoint-${i}`);
    const { stack, monitor } = monitorIn(() => ({ alarms: 'each', endpoints }));
    const assembly = (stack.node.root as App).synth();
    const sizes = readdirSync(assembly.directory)
      .filter((file) => file.endsWith('.template.json'))
      .map(
        (file) =>
          JSON.parse(readFileSync(join(assembly.directory, file), 'utf8')).Resources as Record<
            string,
            { Type: string }
          >,
      )
      .map((resources) => Object.values(resources));
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes.map((resources) => resources.length))).toBeLessThanOrEqual(500);
    const alarms = sizes.flat().filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(monitor.alarms.length);
    expect(monitor.alarms.length).toBeGreaterThan(610);
  });

  it('each have an article in the runbook', () => {
    const headings =
      readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8').match(/^## .+$/gm) ?? [];
    const monitors = [monitorIn(), monitorIn(() => ({ alarms: 'each' }))];
    const alarms = monitors.flatMap(({ template }) =>
      Object.values(template().findResources('AWS::CloudWatch::Alarm')),
    );
    const linked = alarms.map(
      ({ Properties }) => /What to do: pinwatch runbook ([a-z-]+)$/.exec(Properties.AlarmDescription)?.[1],
    );
    expect(linked).toHaveLength(monitors.reduce((sum, { monitor }) => sum + monitor.alarms.length, 0));
    const conditions = ['unreachable', 'blind', 'partly-blind', 'silent'].map((kind) => `endpoint-${kind}`);
    const messages = ['fact-reported', ...conditions]; // told without an alarm of their own
    expect([...linked, ...messages].map((anchor) => `## ${anchor}`).sort()).toEqual([...headings].sort());
  });

  it('say that an endpoint is not watched, until a tick finds none, at the price of a metric a kind', () => {
    const template = monitorIn(() => ({ alarms: 'each', every: Duration.hours(1), endpoints: ['support'] })).template();
    const counted = ['EndpointsUnreachable', 'EndpointsBlind', 'EndpointsSilent'].map((MetricName) =>
      Match.objectLike({
        MetricStat: Match.objectLike({
          Stat: 'Maximum',
          Period: 7200,
          Metric: Match.objectLike({ MetricName, Dimensions: [Match.objectLike({ Name: 'Monitor' })] }),
        }),
      }),
    );
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp(
        'an endpoint is unreachable, blind or silent.*pinwatch runbook endpoints-not-watched',
      ),
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'ignore',
      Metrics: Match.arrayWith(counted),
    });
  });

  it('say that the monitor is silent when two periods bring no finished run, or no word at all', () => {
    const template = monitorIn(() => ({ alarms: 'each', every: Duration.hours(6) })).template();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'PeriodsSinceFinishedRun',
      Statistic: 'Maximum',
      Period: 2 * 21_600,
      EvaluationPeriods: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing', // and so no alarm of a stack that has had no tick yet
      InsufficientDataActions: Match.anyValue(),
    });
    const tick = { Variables: Match.objectLike({ TICK_SECONDS: '21600' }) };
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: tick });
  });

  it('get through a topic that is encrypted with a key of theirs; where its policy is out of reach, a warning says so', () => {
    const made = monitorIn((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
    const principal = { Service: 'cloudwatch.amazonaws.com' };
    const statement = Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Principal: principal });
    made.template().hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([statement]) } });
    const warning = Match.stringLikeRegexp('policy of the encryption key must let cloudwatch.amazonaws.com');
    expect(Annotations.fromStack(made.stack).findWarning('*', warning)).toEqual([]);

    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
    const given = monitorIn((stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Given', arn) }));
    expect(Annotations.fromStack(given.stack).findWarning('/Theirs/Pinwatch', warning)).toHaveLength(1);
    const topic = 'arn:aws:sns:eu-west-1:123456789012:on-call';
    const theirs = monitorIn((stack) => ({
      encryptionKey: Key.fromKeyArn(stack, 'Given', arn),
      alarmTopic: Topic.fromTopicArn(stack, 'OnCall', topic),
    }));
    expect(Annotations.fromStack(theirs.stack).findWarning('*', warning)).toEqual([]);
  });

  it('say that there is drift for as long as any endpoint drifts, whatever runs of others say in between', () => {
    const template = monitorIn(() => ({ alarms: 'each' })).template();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('drift was detected at an endpoint'),
      Threshold: 1,
      TreatMissingData: 'ignore',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'MAX([found, drifting])' }),
        Match.objectLike({ Id: 'found', MetricStat: Match.objectLike({ Period: 7200, Stat: 'Maximum' }) }),
        Match.objectLike({ Id: 'drifting', MetricStat: Match.objectLike({ Period: 7200, Stat: 'Maximum' }) }),
      ]),
    });
  });

  it('go to a topic of theirs', () => {
    const arn = 'arn:aws:sns:eu-west-1:123456789012:on-call';
    const { template } = monitorIn((stack) => ({ alarmTopic: Topic.fromTopicArn(stack, 'OnCall', arn) }));
    template().resourceCountIs('AWS::SNS::Topic', 0);
    template().hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [arn] });
  });
});

describe('a reader', () => {
  it('may look at everything and change nothing', () => {
    const { stack, monitor, template } = monitorIn();
    const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    monitor.grantRead(reader);
    const [policy] = Object.entries(template().findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('Reader'),
    );
    const text = JSON.stringify(policy?.[1].Properties.PolicyDocument);
    expect(text).toContain('s3:GetObject');
    expect(text).not.toMatch(/Put|Delete|Update/);
  });
});

describe('props that cannot work', () => {
  it('are all named in one error', () => {
    const props = {
      every: Duration.seconds(30),
      timeout: Duration.minutes(1),
      concurrency: 0,
      memory: 64,
      monthlyTokens: 0.5,
      monthlyCost: 0,
      failedDrawsPercent: 101,
      bedrockModels: ['arn:aws:s3:::bucket', 'arn:aws:bedrock:::inference-profile/eu.a'],
      endpoints: ['Not An Id'],
    };
    expect(() => monitorIn(() => props)).toThrow(
      [
        'every: expected 1 minute to 1 day in whole minutes, got 30 seconds',
        'timeout: expected 5 minutes to 1 day, got 1 minute',
        'concurrency: expected a whole number from 1 to 1000, got 0',
        'memory: expected a whole number from 256 to 10240, got 64',
        'monthlyTokens: expected a whole number from 1 to 9007199254740991, got 0.5',
        'monthlyCost: expected an amount from 0.01 to 1000000000, got 0',
        'failedDrawsPercent: expected more than 0 and at most 100, got 101',
        'bedrockModels[0]: expected the ARN of a Bedrock model, inference profile, router, prompt or Marketplace endpoint, got arn:aws:s3:::bucket',
        'bedrockModels[1]: expected the ARN of a Bedrock model, inference profile, router, prompt or Marketplace endpoint, got arn:aws:bedrock:::inference-profile/eu.a',
        'endpoints[0]: expected the id of an endpoint, got "Not An Id"',
      ]
        .map((what) => `Theirs/Pinwatch: ${what}`)
        .join('\n'),
    );
  });

  it('are ARNs of another service', () => {
    const arn = 'arn:aws:sqs:eu-west-1:123456789012:queue';
    expect(() => monitorIn((stack) => ({ alarmTopic: Topic.fromTopicArn(stack, 'Wrong', arn) }))).toThrow(
      'alarmTopic: expected an ARN of sns, got one of sqs',
    );
  });
});
