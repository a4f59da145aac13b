import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../fuzz/main.ts');

// One minute of work, the same inputs every time: what is new is looked for by `npm run fuzz`, whose seed is the time.
it('no input makes a parser crash, hang, swell or accept what is no answer', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    main,
    '--seconds',
    '60',
    '--seed',
    '2026-11-27',
  ]).catch((failed: { stdout: string }) => failed);
  console.log(stdout);
  expect(stdout).not.toContain('FOUND');
  expect(stdout).toMatch(/, 0 found\n$/);
});
