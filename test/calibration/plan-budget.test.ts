import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, writeFiles } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('pinwatch plan with a budget', () => {
  it('shows what a budget buys as an edit of the project file, and writes nothing that nobody said yes to', async () => {
    using folder = temporaryFolder();
    const file = `version: 1
every: 1h # as often as we can afford
falseAlarmsPerYear: 12
endpoints:
  - id: support # of the help desk
    provider: openai
    model: m
    baseURL: http://127.0.0.1:9/v1
    repetitions: 1
    price: { input: 1, output: 4, asOf: 2026-11-01 }
`;
    writeFiles(folder.path, { 'pinwatch.yaml': file, ...goldens(1) });
    const { code, stdout, stderr } = await cli(folder.path, ['plan', '--explain', '--budget', '0.02', '--apply']);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing was written: this is no terminal, and --yes was not said');
    expect(stdout).toMatch(/^-every: 1h # as often as we can afford$/m);
    expect(stdout).toMatch(/^\+every: \d+[hd] # as often as we can afford$/m);
    expect(stdout).toContain('Of a model of answers, as only 0 quiet runs are stored');
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(readFileSync(join(folder.path, 'pinwatch.yaml'), 'utf8')).toBe(file);
  });
});

function goldens(count: number): Record<string, string> {
  const one = (id: number) => [
    `goldens/g${id}.yaml`,
    `id: g${id}\nmessages: [{ role: user, content: 'Late?' }]\nparameters: { max_tokens: 16, temperature: 0.7 }\n`,
  ];
  return Object.fromEntries(Array.from({ length: count }, (_, id) => one(id)));
}
