import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { mostWatched } from '../../lib/drift/golden-panel.ts';

const root = resolve(import.meta.dirname, '../..');

it('what a detector holds does not grow with the number of goldens: 10,000 are judged in a heap of 300 MB', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--max-old-space-size=300', '--max-semi-space-size=16', join(root, 'test/bench/main.ts')],
      ...['detector-memory', '--goldens', '10000', '--repetitions', '1', '--runs', '40', '--words', '20'],
    ],
    { encoding: 'utf8' },
  );
  expect(stderr.slice(-500)).toBe('');
  expect(status).toBe(0); // 2.4 GB after 19 runs, while all of them were watched
  expect(stdout).toContain(`run 40: ${mostWatched} of 10000 goldens watched`);
});
