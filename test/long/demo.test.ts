import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { opening, steady } from '../helpers/demo-words.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

// The detector sees real answers. In resampled recordings the update alarmed in 200 of 200 histories, after 4 to 6 runs
// of the 12; a false alarm in the 18 runs that are watched has a chance of at most 18 in 8,760.
it('the demo raises an alarm after a silent update, and leaves report and history', async () => {
  using folder = temporaryFolder();
  const run = (...args: string[]) => cli(folder.path, args);
  const inDemo = (...args: string[]) => run(...args, '-c', 'pinwatch-demo/pinwatch.yaml');
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
