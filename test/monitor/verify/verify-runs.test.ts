import { describe, expect, it } from 'vitest';
import { UnreadableError } from '../../../lib/domain/errors.ts';
import type { RunRecord } from '../../../lib/domain/run/run.ts';
import type { Sample } from '../../../lib/domain/run/sample.ts';
import { nothingLooked } from '../../../lib/monitor/verify/finding.ts';
import { verifyRuns } from '../../../lib/monitor/verify/verify-runs.ts';
import { epoch, failedSample, golden, goldenVersion, plan, sample } from '../../contract/stored-records.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const finished = { status: 'finished', finishedAt: '2026-11-22T09:05:00.000Z' } as const;

/** A history of runs in memory, each with two answers and a failure, and what is found in it once it was changed. */
async function history(...runs: string[]) {
  const stores = memoryStores();
  await stores.goldens.put({ ...golden('reply-01'), version: goldenVersion });
  for (const run of runs) {
    await stores.runs.open(plan(run));
    for (const one of [sample(run, 'reply-01', 0), sample(run, 'reply-01', 1), failedSample(run, 'reply-01', 2)])
      await stores.runs.putSample({ ...one, goldenVersion });
    await stores.runs.close(run, finished);
  }
  const records = await stores.runs.list({ endpoint: 'support' });
  const state = {
    records: records as readonly RunRecord[],
    epochs: [epoch(1)],
    samples: (run: string): Promise<readonly Sample[]> => stores.runs.samples(run),
    keptSince: undefined as Date | undefined,
  };
  const verify = async () => {
    const looked = nothingLooked();
    const { samples, keptSince } = state;
    const changed = new Proxy(stores.runs, {
      get: (target, key) => (key === 'samples' ? samples : Reflect.get(target, key).bind(target)),
    });
    const deps = { stores: { runs: changed, goldens: stores.goldens }, keptSince };
    return { ...(await verifyRuns(state.records, state.epochs, deps, looked)), looked };
  };
  const change = (changes: Partial<RunRecord>) => {
    state.records = state.records.map((record) => ({ ...record, ...changes }));
  };
  return { state, verify, change, stores };
}

const lost = () => Promise.reject(new UnreadableError('object 42: missing'));

describe('the runs of a history', () => {
  it('are counted, with their draws, where all is well', async () => {
    const { verify } = await history('run-1', 'run-2');
    const { found, unreadable, looked } = await verify();
    expect([found, [...unreadable]]).toEqual([[], []]);
    expect(looked).toEqual({ ...nothingLooked(), runs: 2, draws: 6 });
  });

  it('that are open are left to whoever works on them', async () => {
    const { verify, change, state } = await history('run-1');
    change({ status: 'open', completed: 0, failed: 0 });
    state.samples = lost;
    expect(await verify()).toMatchObject({ found: [], looked: { runs: 0, draws: 0 } });
  });

  it.each([
    [{ completed: 3 }, 'its record says 3 completed, its draws are 2'],
    [{ failed: 0 }, 'its record says 0 failed, its draws are 1'],
  ])('count what is there (%o)', async (changes, what) => {
    const { verify, change } = await history('run-1');
    change(changes);
    expect((await verify()).found).toEqual([{ where: 'run run-1', what, repair: 'impossible' }]);
  });

  it('hold only draws of their own', async () => {
    const { verify, state, stores } = await history('run-1');
    state.samples = async (run) =>
      (await stores.runs.samples(run)).map((one, i) => (i === 0 ? one : { ...one, run: 'run-9' }));
    expect((await verify()).found).toEqual([
      { where: 'run run-1', what: '2 of its draws name another run', repair: 'impossible' },
    ]);
  });

  it('of which the outputs are lost are named, and the others read', async () => {
    const { verify, state, stores } = await history('run-1', 'run-2');
    state.samples = (run) => (run === 'run-1' ? lost() : stores.runs.samples(run));
    const { found, unreadable, looked } = await verify();
    expect(found).toEqual([{ where: 'run run-1', what: 'object 42: missing', repair: 'impossible' }]);
    expect([...unreadable]).toEqual(['run-1']);
    expect(looked).toMatchObject({ runs: 2, draws: 3, expired: 0 });
  });

  it('whose answers were kept for their time have lost nothing, to the millisecond', async () => {
    const { verify, state, change } = await history('run-1');
    state.samples = lost;
    change({ plannedAt: '2026-11-22T09:00:00.000Z' });
    state.keptSince = new Date('2026-11-22T09:00:00.001Z');
    expect(await verify()).toMatchObject({ found: [], looked: { runs: 1, draws: 0, expired: 1 } });
    expect([...(await verify()).unreadable], 'and cannot be judged by').toEqual(['run-1']);
    state.keptSince = new Date('2026-11-22T09:00:00.000Z');
    expect(await verify()).toMatchObject({ found: [{ where: 'run run-1' }], looked: { expired: 0 } });
  });

  it('pass on what is no damage, such as a store that cannot be reached', async () => {
    const { verify, state } = await history('run-1');
    state.samples = () => Promise.reject(new Error('socket hang up'));
    await expect(verify()).rejects.toThrow('socket hang up');
  });

  it('are of an epoch that is stored, or that they were to begin', async () => {
    const { verify, change, state } = await history('run-1');
    change({ epoch: 2 });
    expect((await verify()).found).toEqual([
      {
        where: 'run run-1',
        what: 'it is of epoch 2, which is not among the 1 that are stored',
        repair: 'impossible',
      },
    ]);
    change({ begins: {} as never });
    expect((await verify()).found, 'nobody answered, and so it never began').toEqual([]);
    change({ begins: undefined });
    state.epochs = [];
    expect((await verify()).found, 'of a version that kept none').toEqual([]);
  });

  it('name goldens that are kept; each version is named once', async () => {
    const { verify, state, stores } = await history('run-1', 'run-2');
    const other = 'd'.repeat(64);
    state.samples = async (run) => (await stores.runs.samples(run)).map((one) => ({ ...one, goldenVersion: other }));
    const where = `golden reply-01, version ${'d'.repeat(12)}`;
    const what = 'it is not stored; what was expected of its answers is not known any more';
    expect((await verify()).found).toEqual([{ where, what, repair: 'impossible' }]);
    state.samples = async (run) => (await stores.runs.samples(run)).map(({ goldenVersion: _, ...of }) => of as Sample);
    expect((await verify()).found, 'an older version kept none').toEqual([]);
  });
});
