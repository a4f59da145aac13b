import { afterEach, beforeEach, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { opening, steady } from '../helpers/demo-words.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

it('the demo ends quietly when nothing changes, and says so', async () => {
  const outcome = await cli(folder.path, ['demo', '--no-change', '--seed', 'e2e']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(steady(outcome)).toBe(`${opening}  Change     none: nano-2026-06-01 stays what it was
  Watching   12 runs: no drift detected  BARS
  Verdict    watched 42 runs, no drift detected, as promised: at most 1 false alarm a year is
             expected

  Wrote      pinwatch-demo/pinwatch-report/support-desk.html
             pinwatch-demo/.pinwatch, the history: 42 runs with all 1,344 answers

  Look       pinwatch history -c pinwatch-demo/pinwatch.yaml  every run
             pinwatch show -c pinwatch-demo/pinwatch.yaml     the newest run
             pinwatch status -c pinwatch-demo/pinwatch.yaml   what is known now
`);
  expect(await cli(folder.path, ['status', '-c', 'pinwatch-demo/pinwatch.yaml'])).toMatchObject({ code: 0 });
});
