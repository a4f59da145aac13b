import { defineConfig } from 'vitest/config';

// `unit` is the developer's loop; `e2e` starts processes and the embedded model; `long` simulates nulls and months of life.
const slow = ['test/calibration/**', 'test/e2e/**'];

export default defineConfig({
  test: {
    projects: [
      // Nothing here takes long, except on a machine that does other work.
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: slow, testTimeout: 30_000 } },
      { test: { name: 'long', include: ['test/calibration/**/*.test.ts'], testTimeout: 600_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // The embedded model uses a core of its own; files one after another keep two cores from being oversubscribed.
          fileParallelism: false,
        },
      },
    ],
  },
});
