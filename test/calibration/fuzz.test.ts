import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../fuzz/main.ts');

// One minute of work, with a seed of its own for every day that it is run on; what it finds is found again with that seed.
it('no input makes a parser crash, hang, swell or accept what is no answer', async () => {
  const seed = new Date().toISOString().slice(0, 10);
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--seconds', '60', '--seed', seed]).catch(
    (failed: { stdout: string }) => failed,
  );
  console.log(stdout);
  expect(stdout).not.toContain('FOUND');
  expect(stdout).toMatch(/, 0 found\n$/);
});
