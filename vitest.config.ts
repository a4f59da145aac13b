import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// `unit` is the developer's loop; `e2e` starts processes and the embedded model, makes stacks of bundles, judges recordings and lives
// days; `long` simulates nulls (`calibration`), and does what takes minutes: every view, every kill, every request that may fail.
const endToEnd = [
  'test/{e2e,faults,life,aws/cdk}/**/*.test.ts',
  'test/recordings/{backtest,compare}.test.ts',
  'test/drift/comparison/one-draw.test.ts',
  'test/helpers/lambda-host.test.ts',
  'test/monitor/erase/*.test.ts',
  'test/history/{lists,sql}.test.ts',
];
const long = ['test/{calibration,long}/**/*.test.ts'];

export default defineConfig({
  test: {
    // One worker a core: the default leaves one free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      // Nothing here takes long, except on a machine that does other work.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...endToEnd, ...long],
          testTimeout: 30_000,
          // Files share the modules of their worker, which halves the time of a run: a test leaves nothing behind.
          isolate: false,
        },
      },
      { test: { name: 'long', include: long, testTimeout: 600_000 } },
      {
        test: {
          name: 'e2e',
          // Much of it waits for processes, servers and browsers: one worker more than cores uses the time.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 1 },
          include: endToEnd,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
