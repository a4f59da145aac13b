import { defineConfig } from 'vitest/config';

const rooms = (process.env.MUTATED_ROOMS ?? '').split(',');

const testsOf = (room: string) => (room.endsWith('.ts') ? `test/${room}` : `test/${room}/**/*.test.ts`);

// The tests of some rooms, or some of them, only: of these, each mutant runs those that reach it.
export default defineConfig({
  test: { include: rooms.map(testsOf), testTimeout: 300_000, hookTimeout: 120_000 },
});
