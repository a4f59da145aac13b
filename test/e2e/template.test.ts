import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { appWith, everything } from '../aws/cdk/synthesized.ts';
import { bundleHandlers, bundlesFolder } from '../helpers/bundles.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

beforeAll(bundleHandlers);

describe('the stack', () => {
  it('is valid CloudFormation', ({ skip }) => {
    const found = spawnSync('cfn-lint', ['--version']).status === 0;
    if (!found && process.env.CI === 'true') throw new Error('cfn-lint is not installed, and CI runs every test');
    if (!found) skip('cfn-lint is not installed (pip install cfn-lint==1.51.0)');
    const { stack } = appWith(everything, ['support']);
    using folder = temporaryFolder();
    const file = join(folder.path, 'template.json');
    writeFileSync(file, JSON.stringify(Template.fromStack(stack).toJSON()));
    // W3005: CDK repeats dependencies that a reference implies, so that grants are there before what needs them.
    const { stdout } = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', file], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});

describe('the functions', () => {
  it('hold nothing by accident: none is larger than 1.25 MB', () => {
    const functions = readdirSync(bundlesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(functions.length).toBeGreaterThan(5);
    for (const { name } of functions) {
      const files = readdirSync(join(bundlesFolder, name)).map((file) => statSync(join(bundlesFolder, name, file)));
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      expect(bytes, name).toBeLessThan(1_250_000);
    }
  });
});
