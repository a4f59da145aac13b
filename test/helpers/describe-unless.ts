import { describe } from 'vitest';

/** `describe`; where something is missing, one clear line that says so instead. */
export function describeUnless(missing: string | undefined, title: string, tests: () => void): void {
  if (missing === undefined) return void describe(title, tests);
  console.warn(`${title}: skipped, because ${missing}`);
  describe.skip(title, tests);
}
