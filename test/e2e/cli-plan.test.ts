import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    const { code, stdout } = await cli(folder.path, ['plan', '--costs-only', '--json']);
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
    const text = (await cli(folder.path, ['plan', '--costs-only', '--alarms', 'none'])).stdout;
    expect(text).toMatch(/^all +0\.\d\d$/m);
    expect(text).not.toContain('CloudWatch alarms');
  });

  it('refuses budgets that cannot be met or counted in one sentence, and writes nothing', async () => {
    using folder = temporaryFolder();
    const file = (price: string) =>
      `version: 1\nendpoints:\n  - { id: support, provider: openai, model: m, baseURL: 'http://127.0.0.1:9/v1'${price} }\n`;
    writeFiles(folder.path, { 'pinwatch.yaml': file(''), ...goldens(1) });
    const unpriced = await cli(folder.path, ['plan', '--budget', '1', '--apply', '--yes']);
    expect(unpriced.code).toBe(2);
    expect(unpriced.stderr).toContain('expected a price, as --budget is in money, got none');
    const small = await cli(folder.path, ['plan', '--budget-tokens', '1', '--apply', '--yes']);
    expect(small.code).toBe(2);
    expect(small.stderr).toMatch(/a budget of 1 tokens a month cannot be met, expected at least \d+ tokens/);
    expect(readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8')).toBe(file(''));
  });
});

function goldens(count: number): Record<string, string> {
  const one = (id: number) => [
    `goldens/g${id}.yaml`,
    `id: g${id}\nmessages: [{ role: user, content: 'Late?' }]\nparameters: { max_tokens: 16, temperature: 0.7 }\n`,
  ];
  return Object.fromEntries(Array.from({ length: count }, (_, id) => one(id)));
}
