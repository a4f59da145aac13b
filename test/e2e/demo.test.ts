import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, startCli } from '../helpers/cli.ts';
import { opening, steady } from '../helpers/demo-words.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (...args: string[]) => cli(folder.path, args);
const inDemo = (...args: string[]) => run(...args, '-c', 'pinwatch-demo/pinwatch.yaml');

// The detector sees real answers. In resampled recordings the update alarmed in 200 of 200 histories, after 4 to 6 runs
// of the 12; a false alarm in the 18 runs that are watched has a chance of at most 18 in 8,760.
describe('the demo', () => {
  it('raises an alarm after a silent update, and leaves report and history', async () => {
    const outcome = await run('demo', '--seed', 'e2e');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const text = steady(outcome);
    expect(text.slice(0, opening.length)).toBe(opening);
    const [, told = ''] = text.split(opening);
    expect(told).toMatch(
      /^ {2}Change {5}updated weights answer as nano-2026-06-01 now; ID and fingerprint stay the same\n/,
    );
    expect(told).toMatch(/\n {2}Watching {3}\d+ runs: drift detected {2}BARS\n/);
    expect(told).toMatch(/\nDRIFT DETECTED \((CRITICAL|MAJOR)\) {2}support-desk \(nano-2026-06-01 at openai\)\n {2}\d/);
    for (const label of ['Since', 'How sure', 'How big', 'Which', 'Now fails', 'Example', '  before', '  after'])
      expect(told, label).toMatch(new RegExp(`^ {2}${label} +\\S`, 'm'));
    expect(told).toMatch(/\n {2}Going on {3}\d+ more runs: \d+ of 16 goldens moved \(tested\) {2}TOOK\n/);
    expect(told).toMatch(/\n {2}Truth {6}changed just before run TIME-support-desk; \d+ runs raised the alarm\n/);
    expect(told.slice(told.indexOf('  Wrote'))).toBe(`  Wrote      pinwatch-demo/pinwatch-report/support-desk.html
             pinwatch-demo/.pinwatch, the history: 42 runs with all 1,344 answers

  Look       pinwatch history -c pinwatch-demo/pinwatch.yaml
             pinwatch show -c pinwatch-demo/pinwatch.yaml
             pinwatch status -c pinwatch-demo/pinwatch.yaml
             pinwatch accept support-desk --why "…" -c pinwatch-demo/pinwatch.yaml
`);

    const report = readFileSync(join(folder.path, 'pinwatch-demo/pinwatch-report/support-desk.html'), 'utf8');
    expect(report).toContain('Drift detected');
    expect(await inDemo('status')).toMatchObject({ code: 1, stdout: expect.not.stringContaining('silent') });
    expect((await inDemo('show')).stdout).toContain('DRIFT DETECTED');
    const history = JSON.parse((await inDemo('history', '--json', '--last', '50')).stdout);
    expect(history.runs).toHaveLength(42);
    expect(await inDemo('lint')).toMatchObject({ code: 0 });
    expect(await inDemo('accept', 'support-desk', '--why', 'fine')).toMatchObject({ code: 0 });
  });
});

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
