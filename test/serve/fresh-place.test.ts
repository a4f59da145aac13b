import { expect, it } from 'vitest';
import { ConfigError } from '../../lib/domain/errors.ts';
import type { ProjectRuntime } from '../../lib/project/project-runtime.ts';
import { freshPlace } from '../../lib/serve/fresh-place.ts';

/** A place whose time a test sets, and which counts what is open. */
function place() {
  const state = { now: 0, opened: 0, closed: 0, isBroken: false };
  const open = async () => {
    if (state.isBroken) throw new ConfigError([{ where: 'pinwatch.yaml:3', what: 'expected something else' }]);
    const number = ++state.opened;
    return { number, [Symbol.dispose]: () => state.closed++ } as unknown as ProjectRuntime;
  };
  return { state, place: freshPlace({ open, maxAgeMs: 100, now: () => state.now }) };
}
const numberOf = (runtime: unknown) => (runtime as { number: number }).number;

it('opens a project once while it is fresh, and again when it is not', async () => {
  const { state, place: fresh } = place();
  expect(await Promise.all([1, 2, 3].map(() => fresh.look(async (runtime) => numberOf(runtime))))).toEqual([1, 1, 1]);
  state.now = 100;
  expect(await fresh.look(async (runtime) => numberOf(runtime))).toBe(2);
  expect(state).toMatchObject({ opened: 2, closed: 1 });
  fresh[Symbol.dispose]();
  expect(state.closed).toBe(2);
});

it('closes what is in use only when its last request has ended', async () => {
  const { state, place: fresh } = place();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = fresh.look(() => promise);
  await new Promise(setImmediate);
  state.now = 200;
  await fresh.look(async () => undefined);
  expect(state).toMatchObject({ opened: 2, closed: 0 });
  resolve();
  await slow;
  expect(state.closed).toBe(1);
});

it('answers nothing from before an edit that cannot be read', async () => {
  const { state, place: fresh } = place();
  await fresh.look(async () => undefined);
  Object.assign(state, { now: 200, isBroken: true });
  await expect(fresh.look(async () => undefined)).rejects.toThrow('expected something else');
  state.isBroken = false;
  expect(await fresh.look(async (runtime) => numberOf(runtime))).toBe(2);
});
