import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Concurrency, LambdaHost } from './lambda-host.ts';
import { temporaryFolder } from './temporary-folder.ts';

const handler = `
let calls = 0;
export const handler = async ({ sleep = 0, fill = 0, fail }, context) => {
  calls++;
  const held = Array.from({ length: fill }, () => new Uint8Array(1024 * 1024).fill(1));
  await new Promise((settle) => setTimeout(settle, sleep));
  if (fail) throw Object.assign(new Error('as asked'), { name: fail });
  return { calls, pid: process.pid, held: held.length, remains: context.getRemainingTimeInMillis() };
};
`;

describe('the host of functions', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let host: LambdaHost;
  let account: Concurrency;
  const hosted = (timeoutSeconds: number, memory: number, limit = 100) => {
    account = new Concurrency(limit);
    host = new LambdaHost(
      { file: join(folder.path, 'index.mjs'), environment: {}, timeoutSeconds, memory },
      {},
      account,
    );
    return host;
  };
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(join(folder.path, 'index.mjs'), handler);
  });
  afterEach(() => {
    host.close();
    folder.remove();
  });

  it('runs events that come together in processes of their own, and keeps them for the next', async () => {
    const { invoke } = { invoke: (event: object) => hosted60.invoke(event) as Promise<{ calls: number; pid: number }> };
    const hosted60 = hosted(60, 1024);
    const first = await Promise.all([invoke({ sleep: 300 }), invoke({ sleep: 300 })]);
    expect(new Set(first.map(({ pid }) => pid)).size).toBe(2);
    expect(account.most).toBe(2);
    const again = await invoke({});
    expect(again.calls).toBe(2);
    expect(first.map(({ pid }) => pid)).toContain(again.pid);
  });

  it('kills what passes its time, and what passes its memory, in the middle of its work', async () => {
    await expect(hosted(1, 1024).invoke({ sleep: 60_000 })).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
    host.close();
    const small = hosted(60, 512);
    await expect(small.invoke({ fill: 600, sleep: 60_000 })).rejects.toMatchObject({ name: 'Runtime.ExitError' });
    expect(await small.invoke({ fill: 1 })).toMatchObject({ calls: 1, held: 1 }); // by a new one
  });

  it('passes errors on by their names, after which the same process goes on', async () => {
    const one = hosted(60, 1024);
    await expect(one.invoke({ fail: 'BusyError' })).rejects.toMatchObject({ name: 'BusyError', message: 'as asked' });
    expect(await one.invoke({})).toMatchObject({ calls: 2 });
  });

  it('refuses what the account has no room for', async () => {
    const full = hosted(60, 1024, 1);
    const first = full.invoke({ sleep: 200 });
    await expect(full.invoke({})).rejects.toMatchObject({ name: 'Lambda.TooManyRequestsException' });
    await first;
    expect(await full.invoke({})).toMatchObject({ calls: 2 });
    expect(account.refused).toBe(1);
  });
});
