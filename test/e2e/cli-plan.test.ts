import { describe, expect, it } from 'vitest';
import { cli, writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('pinwatch plan', () => {
  it('says what a deployed monitor of the project costs, service by service, and how that is counted', async () => {
    using folder = temporaryFolder();
    const endpoint = (id: string, more = '') =>
      `  - { id: ${id}, provider: bedrock, model: m, region: eu-west-1${more} }\n`;
    writeFiles(folder.path, {
      'pinwatch.yaml': `version: 1\nevery: 2h\nendpoints:\n${endpoint('a')}${endpoint('b', ', repetitions: 5')}`,
      'goldens/late.yaml': 'id: late\nmessages: [{ role: user, content: Late? }]\nparameters: { max_tokens: 8 }\n',
    });
    const { code, stdout } = await cli(folder.path, ['plan', '--json']);
    expect(code).toBe(0);
    const { aws } = JSON.parse(stdout);
    expect(aws.load).toMatchObject({
      ticks: 720,
      secrets: 0,
      endpoints: [
        { runs: 360, draws: 2 },
        { runs: 360, draws: 5 },
      ],
    });
    const services = aws.charges.map(({ service }: { service: string }) => service);
    expect(services).toContain('S3 uploads and lists');
    const sum = aws.charges.reduce((all: number, { usd }: { usd: number }) => all + usd, 0);
    expect(aws.usd).toBeCloseTo(sum, 9);
    const text = (await cli(folder.path, ['plan', '--alarms', 'none'])).stdout;
    expect(text).toMatch(/^all +0\.\d\d$/m);
    expect(text).not.toContain('CloudWatch alarms');
  });
});
