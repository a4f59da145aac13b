import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { bundleHandlers, bundlesFolder } from './bundles.ts';
import { compileCache } from './compile-cache.ts';
import { askDouble } from './double-api.ts';
import type { HostedFunction } from './lambda-host.ts';
import type { Definition } from './state-machine.ts';

const root = resolve(import.meta.dirname, '../..');
const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');

/** What every AWS client needs to reach the double. */
export const doubleEnv = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'eu-west-1',
});

export interface Resource {
  readonly type: string;
  readonly logicalId: string;
  readonly name: string;
}

/** Bundles the handlers, and runs the real `cdk bootstrap` and `cdk deploy` with the app of `cdk.json`. */
export async function deployTo(endpoint: string, folder: string, context: Readonly<Record<string, string>> = {}) {
  await bootstrap(endpoint, folder);
  await deploy(endpoint, folder, context);
}

/** What stands in an account before the first deployment: what `cdk bootstrap` makes, and the bundles of the handlers. */
export async function bootstrap(endpoint: string, folder: string) {
  bundleHandlers();
  const empty = join(folder, 'empty'); // bootstrapping would synthesize an app that it finds
  mkdirSync(empty);
  await node(empty, endpoint, [cdk, 'bootstrap', 'aws://123456789012/eu-west-1']);
}

/** `cdk deploy` again, or for the first time. Not by a change set: the double loses the outputs of a stack made by one. */
export function deploy(endpoint: string, folder: string, context: Readonly<Record<string, string>> = {}) {
  const options = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const how = ['--method=direct', '--require-approval=never', '--output', join(folder, 'cdk.out')];
  return node(root, endpoint, [cdk, 'deploy', ...how, ...options]);
}

export async function resourcesOf(endpoint: string, stack: string): Promise<Resource[]> {
  const client = new CloudFormationClient({ endpoint });
  const { StackResources: found = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stack }));
  client.destroy();
  return found
    .filter(({ PhysicalResourceId: name }) => name !== undefined)
    .map(({ ResourceType: type = '', LogicalResourceId: logicalId = '', PhysicalResourceId: name = '' }) => {
      return { type, logicalId, name };
    });
}

/** The definition of a state machine as it was deployed. */
export async function definitionOf(endpoint: string, stateMachineArn: string): Promise<Definition> {
  const target = 'AWSStepFunctions.DescribeStateMachine';
  const { definition } = await askDouble<{ definition: string }>(endpoint, 'states', {
    target,
    body: { stateMachineArn },
  });
  return JSON.parse(definition) as Definition;
}

/** Every deployed function by its ARN, with the bundle that its asset was made of. */
export async function functionsOf(endpoint: string): Promise<Map<string, HostedFunction>> {
  interface Listed {
    readonly Functions: readonly {
      readonly FunctionArn: string;
      readonly FunctionName: string;
      readonly Timeout: number;
      readonly MemorySize: number;
      readonly Environment: { readonly Variables: Record<string, string> };
    }[];
  }
  const { Functions: functions } = await askDouble<Listed>(endpoint, 'lambda', { path: '/2015-03-31/functions/' });
  return new Map(
    functions.map(({ FunctionArn: arn, FunctionName: name, Timeout: timeoutSeconds, MemorySize: memory, ...rest }) => {
      const entry = /Steps([A-Z][a-z]+)Function/
        .exec(name)?.[1]
        ?.toLowerCase()
        .replace(/^replay/, 'replay-');
      const file = join(bundlesFolder, String(entry), 'index.mjs');
      return [arn, { file, environment: rest.Environment.Variables, timeoutSeconds, memory }];
    }),
  );
}

/** Runs a script with the Node of the tests; gives its output. */
async function node(cwd: string, endpoint: string, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    ...compileCache,
    ...doubleEnv(endpoint),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
  };
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const child = spawn(process.execPath, args, { cwd, env: { ...env, PATH: path } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const code = await new Promise((settle) => child.on('close', settle));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${output.slice(-4000)}`);
  return output;
}
