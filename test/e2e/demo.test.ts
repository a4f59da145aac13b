import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, startCli } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (...args: string[]) => cli(folder.path, args);
const inDemo = (...args: string[]) => run(...args, '-c', 'pinwatch-demo/pinwatch.yaml');

describe('a demo that is stopped', () => {
  it('keeps what was drawn, and the next one begins anew', async () => {
    const { process: child, done } = startCli(folder.path, ['demo']);
    child.stdout?.on('data', (text) => {
      if (String(text).includes('Promise')) setTimeout(() => child.kill('SIGINT'), 2000);
    });
    const { code, stdout, stderr } = await done;
    expect(code).toBe(3);
    expect(stderr).toBe('stopping: what is in flight is finished and stored (Ctrl-C again quits)\n');
    expect(stdout).toMatch(/\n {2}Stopped {4}after \d+ runs?; what was drawn is stored\n/);
    const runs = (await inDemo('history', '--json')).stdout;
    expect(JSON.parse(runs).runs.length).toBeGreaterThan(0);

    const again = startCli(folder.path, ['demo', '--no-change']);
    await new Promise<void>((settle) => {
      again.process.stdout?.on('data', (text) => String(text).includes('Promise') && settle());
    });
    const other = await run('demo');
    again.process.kill('SIGINT');
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('another pinwatch does') });
    expect((await again.done).code).toBe(3);
  });
});

describe('a demo that cannot begin', () => {
  it('touches no folder of anybody else', async () => {
    mkdirSync(join(folder.path, 'ours'));
    writeFileSync(join(folder.path, 'ours/pinwatch.yaml'), 'version: 1\n');
    expect(await run('demo', '--into', 'ours')).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: '1 problem, nothing was done\n  ours  expected no folder, an empty one or that of an earlier demo\n',
    });
    expect(readdirSync(join(folder.path, 'ours'))).toEqual(['pinwatch.yaml']);
  });

  it('says what to install where the model engine is missing', async () => {
    const root = resolve(import.meta.dirname, '../..');
    for (const part of ['lib', 'examples', 'package.json'])
      cpSync(join(root, part), join(folder.path, part), { recursive: true });
    symlinkSync(join(root, 'tiny-model'), join(folder.path, 'tiny-model'));
    mkdirSync(join(folder.path, 'node_modules'));
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== 'node-llama-cpp')
        symlinkSync(join(root, 'node_modules', name), join(folder.path, 'node_modules', name));
    const { code, stderr } = await cli(folder.path, ['demo'], {}, join(folder.path, 'lib/cli/main.ts'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^1 problem, nothing was done\n {2}demo {2}\S.*npm install node-llama-cpp@[\d.]+\n$/);
    expect(existsSync(join(folder.path, 'pinwatch-demo'))).toBe(false);
  });
});
