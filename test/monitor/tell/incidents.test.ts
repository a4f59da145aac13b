import { describe, expect, it } from 'vitest';
import { foldActions } from '../../../lib/monitor/act/fold-actions.ts';
import { closeIncidents, reopenIncident, updateIncident } from '../../../lib/monitor/tell/incidents.ts';
import { incident } from '../../contract/stored-records.ts';
import { memoryStores } from '../../helpers/memory-stores/memory-stores.ts';

const end = {
  endpoint: 'support',
  status: 'accepted',
  by: 'ana',
  why: 'we know',
  at: '2026-11-23T00:00:00.000Z',
} as const;

async function kept(...all: ReturnType<typeof incident>[]) {
  const stores = memoryStores();
  for (const one of all) await stores.incidents.put(one);
  return stores;
}

describe('incidents of epochs that are over', () => {
  it('are closed by whoever ended the epoch; those of the epoch that goes on, and those that are over, stay as they are', async () => {
    const over = incident('over', 0, { epoch: 1, status: 'resolved', resolvedAt: '2026-11-22T10:00:00.000Z' });
    const stores = await kept(incident('old', 0, { epoch: 1 }), incident('now', 0, { epoch: 2 }), over);
    const closed = await closeIncidents(stores.incidents, { ...end, beforeEpoch: 2 });
    expect(closed).toMatchObject([
      { id: 'old', status: 'accepted', by: 'ana', why: 'we know', resolvedAt: end.at, updatedAt: end.at, revision: 1 },
    ]);
    expect(await stores.incidents.get('now')).toMatchObject({ status: 'open', revision: 0 });
    expect(await stores.incidents.get('over')).toEqual(over);
    expect(await closeIncidents(stores.incidents, { ...end, beforeEpoch: 2 })).toEqual([]);
  });

  it('are opened again by the acceptance that closed them, the newest of it, and by no other', async () => {
    const stores = await kept(
      incident('old', 0, { epoch: 1 }),
      incident('older', 0, { epoch: 1, openedAt: '2026-11-20T00:00:00.000Z' }),
    );
    await closeIncidents(stores.incidents, { ...end, beforeEpoch: 2 });
    const undo = { endpoint: 'support', at: '2026-11-24T00:00:00.000Z', by: 'ben', why: 'a mistake' };
    expect(await reopenIncident(stores.incidents, { ...undo, closedAt: '2026-11-23T00:00:01.000Z' })).toBeUndefined();
    const again = await reopenIncident(stores.incidents, { ...undo, closedAt: end.at });
    expect(again).toMatchObject({ id: 'old', status: 'open', revision: 2, updatedAt: undo.at });
    expect(again?.reopened).toEqual({ at: undo.at, by: 'ben', why: 'a mistake', times: 1 });
    expect(again?.resolvedAt).toBeUndefined();
    expect(await stores.incidents.get('older')).toMatchObject({ status: 'accepted' });
  });
});

describe('a revision of an incident', () => {
  it('is written after those of others, and given up after five that were faster', async () => {
    const stores = await kept(incident('one', 0));
    let lost = 0;
    const racing = (times: number) =>
      new Proxy(stores.incidents, {
        get: (target, key) =>
          key === 'put' && lost < times
            ? async () => {
                lost++;
                return false;
              }
            : Reflect.get(target, key).bind(target),
      });
    expect(await updateIncident(racing(4), 'one', () => ({ lastRun: 'run-9' }))).toMatchObject({
      lastRun: 'run-9',
      revision: 1,
    });
    lost = 0;
    await expect(updateIncident(racing(5), 'one', () => ({ lastRun: 'run-10' }))).rejects.toThrow('5 times in between');
    expect(await updateIncident(stores.incidents, 'one', () => undefined)).toMatchObject({ revision: 1 });
    expect(await updateIncident(stores.incidents, 'none', () => ({ lastRun: 'x' }))).toBeUndefined();
  });

  it('is none where nobody did anything', async () => {
    const stores = await kept(incident('one', 0));
    expect(await foldActions('support', stores)).toEqual([]);
    expect(await stores.incidents.get('one')).toMatchObject({ revision: 0 });
  });
});
