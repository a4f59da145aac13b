import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// What somebody does who has just cloned the repository: `npm ci`, then the commands of docs/deploy.md, as they stand there.
const root = resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
const clone = join(folder.path, 'clone');
let offline = false;

/** Their environment: no AWS, nothing of this checkout on the PATH, no npm script around. */
const env = Object.fromEntries(
  Object.entries({
    ...process.env,
    PATH: (process.env.PATH ?? '')
      .split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
    HOME: folder.path,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  }).filter(([name]) => !/^(AWS_(?!EC2)|CDK_DEFAULT|npm_|NODE_OPTIONS|VITEST|NO_COLOR|FORCE_COLOR|CI$)/.test(name)),
);
const cache = spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout.trim();
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: clone, env: { ...env, npm_config_cache: cache }, encoding: 'utf8' });

beforeAll(() => {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.stdout.toString().split('\0').filter(Boolean)) {
    if (!existsSync(join(root, file))) continue; // deleted, and not yet committed
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(root, file), join(clone, file));
  }
  const { status, stderr } = run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  offline = status !== 0 && process.env.CI !== 'true' && /ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|ENOTCACHED/.test(stderr);
  if (status !== 0 && !offline) throw new Error(stderr);
}, 600_000);
afterAll(() => folder.remove(), 120_000);

describe('a clean clone, after npm ci', () => {
  const bundles = join(clone, 'lambdas/dist/files.json');
  const bundledAt = () => statSync(bundles).mtimeMs;

  it('is synthesised by npx cdk synth, which bundles the functions, and again only when something of them has changed', ({
    skip,
  }) => {
    if (offline) skip('the package registry does not answer');
    const first = run('npx', ['cdk', 'synth']);
    expect(first.stderr).toMatch(/^judge +\d+ kB/m);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Description: /) });

    const made = bundledAt();
    appendFileSync(join(clone, 'lib/cli/main.ts'), '// no function needs this\n');
    expect(run('npx', ['cdk', 'synth', '--quiet'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(bundledAt()).toBe(made);

    appendFileSync(join(clone, 'lib/drift/judge.ts'), '// functions need this\n');
    expect(run('npx', ['cdk', 'synth', '--quiet'])).toMatchObject({ status: 0, stdout: '' });
    expect(bundledAt()).toBeGreaterThan(made);
  });

  it('gets as far as the account with npx cdk deploy', ({ skip }) => {
    if (offline) skip('the package registry does not answer');
    const { status, stderr } = run('npx', ['cdk', 'deploy']);
    expect(stderr).toContain('Unable to resolve AWS account to use');
    expect(status).toBe(1);
  });

  it('has one sentence for a Node that is too old', ({ skip }) => {
    if (offline) skip('the package registry does not answer');
    const old = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } })")}`;
    const { status, stderr } = run('npx', ['cdk', 'synth', '--app', `node --import "${old}" bin/cdk-app.js`]);
    expect(stderr).toContain('pinwatch needs Node.js 22.18 or later to be deployed, this is 20.19.0\n');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });
});
