import { defineConfig } from 'vitest/config';

const rooms = (process.env.MUTATED_ROOMS ?? '').split(',');

// The tests of some rooms only: of these, each mutant runs those that reach it.
export default defineConfig({
  test: { include: rooms.map((room) => `test/${room}/**/*.test.ts`), testTimeout: 300_000, hookTimeout: 120_000 },
});
