import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ConfigError } from '../../domain/errors.ts';
import { loadWith } from '../../providers/shared/client-library.ts';
import { stackOutputs } from '../names/stack-outputs.ts';
import { naming } from '../stores/aws-failure.ts';

/** What a deployed monitor is made of, by the names that AWS gave it. */
export interface Deployed {
  readonly bucket: string;
  readonly table: string;
  readonly stateMachine: string;
  readonly providerSecret?: string;
  readonly webhookSecret?: string;
  /** Set where there is a budget in money, or in tokens. */
  readonly monthlyCost?: string;
  readonly monthlyTokens?: string;
  /** Set where ticks collect batches. */
  readonly batches?: string;
  /** Days after which the bucket deletes answers; set where it does. */
  readonly retentionDays?: string;
  /** Set where the functions run in a VPC. */
  readonly vpc?: string;
  /** Set where endpoints have alarms of their own: those of the last deployment, as `endpointsText` writes them. */
  readonly alarmedEndpoints?: string;
}

/**
 * Finds a deployed monitor by its stack, with ordinary AWS credentials and profiles.
 *
 * @throws {ConfigError} if there is no such stack, it holds no monitor or several, or there is no region or no credentials.
 */
export async function findStack(name: string, client?: CloudFormationClient): Promise<Deployed> {
  const where = `stack ${name}`;
  const outputs = await naming(where, () => outputsOf(name, client));
  const find = (key: string): string | undefined => {
    // CDK puts the path of the construct before the key and a hash behind it.
    const found = outputs.filter(({ OutputKey: output = '' }) => new RegExp(`${key}([0-9A-F]{8})?$`).test(output));
    if (found.length <= 1) return found[0]?.OutputValue;
    throw new ConfigError([{ where, what: `expected one monitor in it, got ${found.length}` }]);
  };
  const [bucket, table, stateMachine] = [stackOutputs.bucket, stackOutputs.table, stackOutputs.stateMachine].map(find);
  if (bucket === undefined || table === undefined || stateMachine === undefined)
    throw new ConfigError([{ where, what: 'expected a stack with a DriftMonitor in it, got one without its outputs' }]);
  const optional = (
    [
      'providerSecret',
      'webhookSecret',
      'monthlyCost',
      'monthlyTokens',
      'batches',
      'retentionDays',
      'vpc',
      'alarmedEndpoints',
    ] as const
  ).flatMap((name) => {
    const value = find(stackOutputs[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    bucket,
    table,
    stateMachine,
    ...Object.fromEntries(optional),
  };
}

async function outputsOf(name: string, client: CloudFormationClient | undefined) {
  const { CloudFormationClient, DescribeStacksCommand } = await loadWith(
    '@aws-sdk/client-cloudformation',
    { who: '--stack', where: `stack ${name}` },
    () => import('@aws-sdk/client-cloudformation'),
  );
  try {
    const asked = client ?? new CloudFormationClient();
    const { Stacks: [stack] = [] } = await asked.send(new DescribeStacksCommand({ StackName: name }));
    return stack?.Outputs ?? [];
  } catch (error) {
    // The SDK throws a plain error here, which would pass for a bug of ours.
    if (error instanceof Error && error.message === 'Region is missing')
      throw new ConfigError(
        [{ where: `stack ${name}`, what: 'expected a region in AWS_REGION or a profile, got none' }],
        {
          cause: error,
        },
      );
    if (!(error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)))
      throw error;
    const what = 'there is no stack of this name in this account and region (cdk deploy makes one)';
    throw new ConfigError([{ where: `stack ${name}`, what }], { cause: error });
  }
}
