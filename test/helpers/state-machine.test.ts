import { describe, expect, it } from 'vitest';
import { type Definition, execute, payloadLimit, type World } from './state-machine.ts';

const failing = (name: string) => Object.assign(new Error('as asked'), { name });
const run = (definition: object, world: Partial<World> = {}, input: unknown = {}) => {
  const whole = { invoke: async () => ({}), readList: async () => [], ...world };
  return execute(definition as Definition, { name: 'e', startedAt: '2026-11-22T09:00:00Z', input }, whole);
};
const task = (more: object = {}) => ({ Type: 'Task', Resource: 'arn:f', End: true, ...more });
const one = (state: object, more: object = {}) => ({ StartAt: 'One', States: { One: state }, ...more });

describe('the interpreter of the workflow', () => {
  it('backs off as the rule says, without waiting for it, and gives up when the attempts are used up', async () => {
    const retry = { ErrorEquals: ['Busy'], IntervalSeconds: 60, BackoffRate: 2, MaxDelaySeconds: 200, MaxAttempts: 4 };
    const waits: number[] = [];
    const world = {
      invoke: () => Promise.reject(failing('Busy')),
      onRetry: (_: string, __: string, s: number) => void waits.push(s),
    };
    const begun = Date.now();
    await expect(run(one(task({ Retry: [retry] })), world)).rejects.toMatchObject({ name: 'Busy' });
    expect(waits).toEqual([60, 120, 200, 200]);
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  it('spreads full jitter over the whole delay', async () => {
    const retry = {
      ErrorEquals: ['Busy'],
      IntervalSeconds: 10,
      BackoffRate: 1,
      MaxAttempts: 40,
      JitterStrategy: 'FULL',
    };
    const waits: number[] = [];
    const world = {
      invoke: () => Promise.reject(failing('Busy')),
      onRetry: (_: string, __: string, s: number) => void waits.push(s),
    };
    await expect(run(one(task({ Retry: [retry] })), world)).rejects.toThrow();
    expect(Math.max(...waits)).toBeLessThanOrEqual(10);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(2); // by chance less: 40 * 0.2^39
  });

  it('ends an execution that has had its time, waits and backoffs counted; nothing catches that', async () => {
    const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 100 };
    const caught = { ErrorEquals: ['States.ALL'], Next: 'Two', ResultPath: null };
    const definition = {
      StartAt: 'One',
      TimeoutSeconds: 1000,
      States: { One: task({ Retry: [retry], Catch: [caught] }), Two: { Type: 'Succeed' } },
    };
    const world = { invoke: () => Promise.reject(failing('Busy')) };
    await expect(run(definition, world)).rejects.toMatchObject({ name: 'States.Timeout' });
  });

  it('waits until a time, which has come for whoever comes later', async () => {
    const start = new Date(Date.now() + 3_600_000).toISOString();
    const states = { Wait: { Type: 'Wait', TimestampPath: '$.at', Next: 'One' }, One: task() };
    const late = { StartAt: 'Wait', TimeoutSeconds: 3000, States: states };
    await expect(run(late, {}, { at: start })).rejects.toMatchObject({ name: 'States.Timeout' });
    expect(await run({ ...late, TimeoutSeconds: 4000 }, {}, { at: start })).toEqual({});
    expect(await run(late, {}, { at: '2026-01-01T00:00:00Z' })).toEqual({});
  });

  it('refuses payloads that the service would refuse', async () => {
    const world = { invoke: async () => 'x'.repeat(payloadLimit) };
    await expect(run(one(task()), world)).rejects.toMatchObject({ name: 'States.DataLimitExceeded' });
    expect(await run(one(task()), { invoke: async () => 'x'.repeat(payloadLimit - 2) })).toHaveLength(payloadLimit - 2);
  });

  it('works on as many items at once as the map allows, in their order', async () => {
    let [running, most] = [0, 0];
    const seen: unknown[] = [];
    const world = {
      readList: async () => Array.from({ length: 20 }, (_, i) => ({ i })),
      invoke: async (_: string, item: unknown) => {
        most = Math.max(most, ++running);
        seen.push(item);
        await new Promise((settle) => setTimeout(settle, 2));
        running--;
        return {};
      },
    };
    const reader = { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } };
    const map = {
      Type: 'Map',
      ItemReader: reader,
      ItemProcessor: one(task()),
      MaxConcurrency: 3,
      ResultPath: null,
      End: true,
    };
    await run(one(map), world);
    expect(most).toBe(3);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => ({ i })));
  });
});
