import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findStack } from '../../../lib/aws/deployed/stack.ts';

afterEach(() => vi.unstubAllEnvs());

describe('findStack', () => {
  it('says that the region is missing', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    const client = new CloudFormationClient({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(findStack('Pinwatch', client)).rejects.toThrow(
      'stack Pinwatch: expected a region in AWS_REGION or a profile, got none',
    );
  });
});
